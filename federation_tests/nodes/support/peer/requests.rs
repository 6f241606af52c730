//! What is sent to a node from outside: a delivery as it was signed, or a question without a signature.

use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde_json::Value;

use super::{ACTIVITY_JSON, client};
use crate::support::TestNode;

/// A signed request, ready to be spoiled and sent.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Sent {
    pub(crate) async fn to(&self, node: &TestNode) -> StatusCode {
        self.answer(node).await.0
    }

    /// Status and body of the answer.
    pub(crate) async fn answer(&self, node: &TestNode) -> (StatusCode, String) {
        self.answer_unless_cut_off(node).await.unwrap()
    }

    /// An error when the node hangs up before it has read everything, as it may on a body that is too large.
    pub(crate) async fn answer_unless_cut_off(
        &self,
        node: &TestNode,
    ) -> Result<(StatusCode, String), reqwest::Error> {
        let client = client();
        let address = format!("http://127.0.0.1:{}{}", node.port, self.path);
        let request = client.request(self.method.clone(), address).headers(self.headers.clone());
        let response = request.body(self.body.clone()).send().await?;
        Ok((response.status(), response.text().await.unwrap_or_default()))
    }
}

/// Reads an address of a node as another server would, without a signature.
pub(crate) async fn get(node: &TestNode, path: &str) -> (StatusCode, Value) {
    let (status, body) = ask(node, path, ACTIVITY_JSON).await;
    (status, serde_json::from_str(&body).unwrap_or_default())
}

/// Reads an address of a node as a browser would, signed in nowhere.
pub(crate) async fn read_page(node: &TestNode, path: &str) -> String {
    let (status, body) = ask(node, path, "text/html").await;
    assert_eq!(status, StatusCode::OK, "{path}");
    body
}

async fn ask(node: &TestNode, path: &str, accept: &'static str) -> (StatusCode, String) {
    let mut headers = HeaderMap::new();
    headers.insert(header::HOST, HeaderValue::from_str(&node.authority()).unwrap());
    headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
    Sent { method: Method::GET, path: path.to_owned(), headers, body: vec![] }.answer(node).await
}

/// Asks a node for something as a stranger who speaks for themselves, with these headers; status and headers of the answer.
pub(crate) async fn ask_with(
    node: &TestNode,
    method: Method,
    path: &str,
    headers: &HeaderMap,
) -> (StatusCode, HeaderMap) {
    let address = format!("http://127.0.0.1:{}{path}", node.port);
    let request = client().request(method, address).headers(headers.clone());
    let response = request.header(header::HOST, node.authority()).send().await.unwrap();
    (response.status(), response.headers().clone())
}
