"""Finds the functions of C++ source text and their lengths, for cmake/check_sizes.py.

This is no parser. It removes what hides braces (comments, literals, preprocessor lines) and then classifies each brace that
opens at namespace or class scope by the words in front of it. Braces inside a function belong to that function.
"""
import re
from typing import NamedTuple

TOKEN = re.compile(r'[A-Za-z_]\w*|::|->|\S')
NOISE = re.compile(
    r'(?P<raw>(?:u8|[uUL])?R"(?P<tag>[^()\\\s]{0,16})\(.*?\)(?P=tag)")'
    r'|(?P<line>//[^\n]*)'
    r'|(?P<block>/\*.*?\*/)'
    r'|(?P<string>"(?:\\.|[^"\\\n])*")'
    r"|(?P<number>\b\d[\w.']*)"
    r"|(?P<char>'(?:\\.|[^'\\\n])+')"
    r'|(?P<directive>^[ \t]*\#(?:\\\n|/\*.*?\*/|[^\n])*)',
    re.DOTALL | re.MULTILINE)
SCOPES = {"namespace", "class", "struct", "union", "enum", "extern"}
CONTROL = {"if", "for", "while", "switch", "catch", "return", "sizeof", "decltype", "alignas", "noexcept", "requires"}


class Token(NamedTuple):
    text: str
    line: int


class Function(NamedTuple):
    name: str
    first_line: int
    last_line: int

    @property
    def length(self):
        return self.last_line - self.first_line + 1


def without_noise(text):
    """Replaces comments, literals and directives by spaces and keeps the lines; a literal leaves a zero behind."""
    def blank(match):
        found = match.group(0)
        keep = "0" if match.lastgroup in ("raw", "tag", "string", "number", "char") else " "
        return keep + "\n" * found.count("\n")
    return NOISE.sub(blank, text)


def tokens_of(text):
    line, position, tokens = 1, 0, []
    for match in TOKEN.finditer(text):
        line += text.count("\n", position, match.start())
        position = match.start()
        tokens.append(Token(match.group(0), line))
    return tokens


def closing_brace(tokens, opening):
    depth = 0
    for index in range(opening, len(tokens)):
        if tokens[index].text == "{":
            depth += 1
        elif tokens[index].text == "}":
            depth -= 1
            if depth == 0:
                return index
    return len(tokens) - 1


def words_outside_brackets(head):
    """The tokens of a head that stand outside (), [] and <>; a closed () group is kept as one "()"."""
    words, depth, angle = [], 0, 0
    for index, token in enumerate(head):
        text, before = token.text, head[index - 1].text if index else ""
        if text in "([":
            depth += 1
        elif text in ")]":
            depth -= 1
            if depth == 0 and angle == 0 and text == ")":
                words.append(Token("()", token.line))
        elif depth == 0 and text == "<" and before != "operator" and (before == "template" or before.isidentifier()):
            angle += 1
        elif depth == 0 and text == ">" and angle and before != "operator":
            angle -= 1
        elif depth == 0 and angle == 0:
            words.append(token)
    return words


def function_name(words):
    """The name of the function whose head these words are, or None."""
    texts = [word.text for word in words]
    if "()" not in texts:
        return None
    calls = [index for index, text in enumerate(texts) if text == "()" and index and texts[index - 1] not in CONTROL]
    if not calls:
        return None
    call = calls[0]
    if "operator" in texts[:call + 1]:
        start = texts.index("operator")
        return "operator" + "".join(texts[start + 1:call])
    if "=" in texts[:call]:
        return None
    start = call - 1
    while start >= 1 and texts[start - 1] in ("::", "~"):
        start -= 2 if texts[start - 1] == "::" and start >= 2 else 1
    return "".join(texts[start:call])


def is_scope(words):
    """True for namespaces, types and extern "C", which are looked into."""
    texts = [word.text for word in words]
    if "()" in texts:
        texts = texts[:texts.index("()")] if not any(text in SCOPES for text in texts[:1]) else texts
        specifier = [text for text in texts if text in SCOPES]
        return bool(specifier) and "=" not in texts and texts[-1:] != ["operator"] and texts[0] in SCOPES | {"inline"}
    return any(text in SCOPES for text in texts) and "=" not in texts


def functions_of(text):
    """Yields the functions defined at namespace or class scope; lambdas and local types count as lines of theirs."""
    tokens = tokens_of(without_noise(text))
    index, head_start = 0, 0
    while index < len(tokens):
        token = tokens[index].text
        if token in (";", "}"):
            head_start = index + 1
        elif token == ":" and index and tokens[index - 1].text in ("public", "private", "protected"):
            head_start = index + 1
        elif token == "(":
            index = skip_parentheses(tokens, index)
        elif token == "{":
            words = words_outside_brackets(tokens[head_start:index])
            end = closing_brace(tokens, index)
            after = tokens[end + 1].text if end + 1 < len(tokens) else ""
            name = None if is_scope(words) else function_name(words)
            if is_scope(words):
                head_start = index + 1
            elif after in (",", "{", ")", "(") or after == "requires":
                index = end  # a member initializer or an expression: still the same head
            else:
                if name:
                    yield Function(name, tokens[head_start].line, tokens[end].line)
                index, head_start = end, end + 1
        index += 1


def skip_parentheses(tokens, opening):
    """The index of the parenthesis that closes the one at opening."""
    depth = 0
    for index in range(opening, len(tokens)):
        if tokens[index].text == "(":
            depth += 1
        elif tokens[index].text == ")":
            depth -= 1
            if depth == 0:
                return index
    return len(tokens) - 1
