# Die Seite über die Programmierschnittstelle. Was sie beschreibt, ist auf Englisch.
api-title = Programmier{"\u00AD"}schnittstelle
api-link = Für Programme: die Programmierschnittstelle dieses Servers
api-document = Dasselbe für Programme: OpenAPI 3.1
api-scope = Braucht ein Token mit der Berechtigung
api-scope-optional = Mit oder ohne Token; ein Token braucht die Berechtigung
api-no-token = Braucht kein Token.
api-parameters = In der Adresse
api-body = Gesendet, als JSON
api-answers = Antworten
api-refusals = Ablehnungen:
api-required = erforderlich
api-shapes = Was gesendet und geantwortet wird
