// A web client as small as one can be: it registers, signs a person in through a window, and reads their home timeline.
// It lives on an origin of its own, so that everything it asks for must be allowed by CORS.

const server = new URLSearchParams(location.search).get("server");
const redirect = new URL("back.html", location.href).href;
const scope = "read write follow push";
const posts = document.querySelector("ol");
let app;
let token;
let next;

document.querySelector("#sign-in").addEventListener("click", () => tell(signIn()));
document.querySelector("#older").addEventListener("click", () => tell(read(next)));
document.querySelector("#sign-out").addEventListener("click", () => tell(signOut()));

async function signIn() {
  const popup = open("", "", "popup,width=600,height=700");
  app = await send("/api/v1/apps", { client_name: "A web client", redirect_uris: redirect, scopes: scope });
  const { authorization_endpoint: endpoint } = await (await fetch(`${server}/.well-known/oauth-authorization-server`)).json();
  const verifier = text(crypto.getRandomValues(new Uint8Array(32)));
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  const state = crypto.randomUUID();
  popup.location = `${endpoint}?${new URLSearchParams({
    response_type: "code",
    client_id: app.client_id,
    redirect_uri: redirect,
    scope,
    state,
    code_challenge: text(new Uint8Array(hash)),
    code_challenge_method: "S256",
  })}`;
  const answer = await new Promise((resolve) => {
    addEventListener("message", ({ data, origin }) => origin === location.origin && resolve(new URLSearchParams(data)));
  });
  if (answer.has("error")) throw new Error(answer.get("error"));
  if (answer.get("state") !== state) throw new Error("somebody else's answer");
  ({ access_token: token } = await send("/oauth/token", {
    grant_type: "authorization_code",
    code: answer.get("code"),
    client_id: app.client_id,
    client_secret: app.client_secret,
    redirect_uri: redirect,
    code_verifier: verifier,
  }));
  const me = await (await asked(`${server}/api/v1/accounts/verify_credentials`)).json();
  await read(`${server}/api/v1/timelines/home?limit=2`);
  return `Signed in as ${me.username}`;
}

/** Shows a page of the timeline, and remembers from the `Link` header where the next one is. */
async function read(address) {
  const response = await asked(address);
  next = response.headers.get("link").match(/<([^>]+)>; rel="next"/)[1];
  const remaining = Number(response.headers.get("x-ratelimit-remaining"));
  if (!(remaining > 0)) throw new Error("how much more may be asked is not told");
  for (const status of await response.json()) {
    const item = document.createElement("li");
    item.textContent = `${status.account.acct}: ${new DOMParser().parseFromString((status.reblog ?? status).content, "text/html").body.textContent}`;
    posts.append(item);
  }
  return `${posts.children.length} posts`;
}

async function signOut() {
  await send("/oauth/revoke", { token, client_id: app.client_id, client_secret: app.client_secret });
  const { status } = await fetch(`${server}/api/v1/timelines/home`, { headers: { authorization: `Bearer ${token}` } });
  return `Signed out: ${status}`;
}

async function asked(address) {
  const response = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response;
}

async function send(path, body) {
  const headers = { "content-type": "application/json" };
  const response = await fetch(server + path, { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status}: ${await response.text()}`);
  return response.json();
}

/** Shows how something ended. */
async function tell(done) {
  const line = document.querySelector("[role=status]");
  line.textContent = await done.catch((error) => `Failed: ${error.message}`);
}

/** Base64 as addresses take it (RFC 4648, section 5). */
function text(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
