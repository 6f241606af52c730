//! The picture that a form asks for.

use super::files::{FileProblem, picture};
use super::multipart::SentForm;
use crate::infra::images::ImagePurpose;
use crate::web::view::FormErrors;
use crate::web::{WebError, WebState};

/// A picture in a form: its file field, and the box that removes the current one.
pub(super) struct Field {
    pub(super) file: &'static str,
    pub(super) remove: &'static str,
    pub(super) purpose: ImagePurpose,
}

/// The address of the picture after the form: that of the uploaded one, none when the current one was to be removed, else
/// `current`. What is wrong with an upload is added to `errors`.
///
/// # Errors
/// When the media store fails.
pub(super) async fn chosen(
    state: &WebState,
    form: &mut SentForm,
    errors: &mut FormErrors,
    field: Field,
    current: Option<&str>,
) -> Result<Option<String>, WebError> {
    let Some(file) = form.take_file(field.file) else {
        return Ok(current.filter(|_| !form.ticked(field.remove)).map(str::to_owned));
    };
    match picture(state, file.content, field.purpose).await {
        Ok(address) => Ok(Some(address)),
        Err(FileProblem::Refused(message)) => {
            errors.add(field.file, message);
            Ok(current.map(str::to_owned))
        }
        Err(FileProblem::Failed(error)) => Err(error),
    }
}
