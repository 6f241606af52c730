# The page about the programming interface. What it describes is in English.
api-title = Programming interface
api-link = For programmers: the programming interface of this server
api-document = The same for programs: OpenAPI 3.1
api-scope = Needs a token with the scope
api-scope-optional = With or without a token; a token needs the scope
api-no-token = Needs no token.
api-parameters = In the address
api-body = Sent, as JSON
api-answers = Answers
api-refusals = Refusals:
api-required = required
api-shapes = What is sent and answered
