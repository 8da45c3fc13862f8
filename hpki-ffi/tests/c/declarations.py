"""Reads the functions that hpki.h declares."""

import re
from dataclasses import dataclass


@dataclass
class Parameter:
    type: str
    name: str

    @property
    def is_pointer(self):
        return self.is_callback or (self.type.endswith("*") and self.type != "void *")

    @property
    def is_callback(self):
        return self.type in CALLBACKS

    @property
    def handle(self):
        """The handle type of an argument, if it is one: `const hpki_report *`."""
        match = re.fullmatch(r"(?:const )?(hpki_\w+) ?\*", self.type)
        return match[1] if match and match[1] in HANDLES else None

    @property
    def output(self):
        """What an output holds: `hpki_text`, `size_t`, `hpki_report *`, `const hpki_check *`."""
        is_output = self.name == "out" or self.type == "hpki_error **"
        return self.type[:-1].strip() if is_output else None


@dataclass
class Function:
    result: str
    name: str
    parameters: list

    @property
    def frees(self):
        return self.name.endswith("_free")


HANDLES = set()
CALLBACKS = set()


def read(path):
    """Every function of the header, in its order."""
    text = re.sub(r"/\*.*?\*/", "", open(path, encoding="utf-8").read(), flags=re.S)
    HANDLES.update(re.findall(r"^typedef struct (hpki_\w+) \1;", text, flags=re.M))
    CALLBACKS.update(re.findall(r"^typedef [\w ]+\(\*(hpki_\w+)\)", text, flags=re.M))
    functions = []
    declaration = re.compile(r"^HPKI_API\s+(?:HPKI_MUST_USE\s+)?([\w ]+?)\s+(hpki_\w+)\(([^;{}]*)\);", flags=re.M)
    for result, name, parameters in declaration.findall(text):
        found = []
        for parameter in parameters.split(","):
            parameter = " ".join(parameter.split())
            if parameter == "void":
                continue
            kind, parameter_name = re.fullmatch(r"(.*?[ *])(\w+)", parameter).groups()
            found.append(Parameter(kind.strip().replace(" *", " *"), parameter_name))
        functions.append(Function(result, name, found))
    if len(functions) < 100:
        raise SystemExit(f"{path}: only {len(functions)} functions were found")
    return functions
