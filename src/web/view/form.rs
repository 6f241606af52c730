//! What every form needs: errors beside their fields, and choices.

use crate::web::i18n::Message;

/// One thing that was wrong with a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name; its control has the id `field-{name}`. Empty when the error belongs to no field.
    pub field: &'static str,
    /// What was wrong and what would be right.
    pub message: Message,
}

/// Everything that was wrong with a form, in the order of its fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormErrors(pub Vec<FieldError>);

impl FormErrors {
    /// Adds an error.
    pub fn add(&mut self, field: &'static str, message: Message) {
        self.0.push(FieldError { field, message });
    }

    /// Whether the form was in order.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first error of a field.
    pub fn of(&self, field: &str) -> Option<&Message> {
        self.0.iter().find(|error| error.field == field).map(|error| &error.message)
    }
}

/// One option of a list or group of buttons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What people read.
    pub label: String,
    /// Whether it is the current one.
    pub selected: bool,
}
