"""Judges an OpenAPI document: by the schema of its version, and each example by its own schema."""

import json
import sys

from openapi_schema_validator import OAS31Validator, oas31_format_checker
from openapi_spec_validator import OpenAPIV31SpecValidator

from tally import Tally

METHODS = ("get", "put", "post", "patch", "delete")


def fault(errors):
    """The first of `errors` in one line, or None."""
    for error in errors:
        where = "/".join(str(step) for step in error.absolute_path)
        return f"{where}: {error.message}"[:500]
    return None


def bodies(operation):
    """The named media types of an operation's request and responses."""
    for media, body in operation.get("requestBody", {}).get("content", {}).items():
        yield f"request {media}", body
    for status, response in operation["responses"].items():
        for media, body in response.get("content", {}).items():
            yield f"{status} {media}", body


def main():
    """Judges the document whose file is named on the command line."""
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} FILE")
    with open(sys.argv[1], encoding="utf-8") as file:
        document = json.load(file)
    tally = Tally()
    version = document.get("openapi", "")
    tally.step("version 3.1", None if version.startswith("3.1.") else repr(version))
    tally.step("document", fault(OpenAPIV31SpecValidator(document).iter_errors()))
    components = {"components": document.get("components", {})}
    for path, item in document["paths"].items():
        for method in METHODS:
            if method not in item:
                continue
            for name, body in bodies(item[method]):
                if "example" in body:
                    schema = {**components, "allOf": [body["schema"]]}
                    judge = OAS31Validator(schema, format_checker=oas31_format_checker)
                    step = f"example {method.upper()} {path}: {name}"
                    tally.step(step, fault(judge.iter_errors(body["example"])))
    tally.conclude()


main()
