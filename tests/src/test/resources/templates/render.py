"""Writes expected.json: what Jinja2, set up as Hugging Face transformers sets it up, makes of the templates."""

import json
import pathlib

from jinja2.ext import loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment

HERE = pathlib.Path(__file__).parent


def raise_exception(message):
    raise ValueError(message)


environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols])
environment.filters["tojson"] = lambda x, indent=None: json.dumps(x, ensure_ascii=False, indent=indent)
environment.globals["raise_exception"] = raise_exception


def said(*turns):
    return [{"role": role, "content": content} for role, content in turns]


CONVERSATIONS = [
    said(("user", "Hello")),
    said(("system", "Be brief, please."), ("user", "Was läuft? 🎉")),
    said(("user", "  2 + 2? "), ("assistant", "<think>\nsum\n</think>\n\nFour."), ("user", "Sure?\nReally?")),
    said(("user", "{{ 1 + 1 }} {% if %} \"quoted\" \\\\ </think> & <b>"), ("assistant", "no")),
    said(("assistant", "I begin.")),
    said(("user", "a"), ("user", "b")),
]

cases = []
for file in sorted(HERE.glob("*.jinja")):
    template = environment.from_string(file.read_text())
    for messages in CONVERSATIONS:
        for generate in (True, False):
            case = {"template": file.name, "messages": messages, "add_generation_prompt": generate}
            try:
                case["text"] = template.render(
                    messages=messages, add_generation_prompt=generate, bos_token="<s>", eos_token="</s>"
                )
            except ValueError as error:
                case["error"] = str(error)
            cases.append(case)
(HERE / "expected.json").write_text(json.dumps({"cases": cases}, ensure_ascii=False, indent=1) + "\n")
