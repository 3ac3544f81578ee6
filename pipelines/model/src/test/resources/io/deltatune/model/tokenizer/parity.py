"""Writes parity_tokenizer.json and parity.json.gz: what transformers makes of strings and chats.

    python parity.py CHAT_TEMPLATE.json

CHAT_TEMPLATE.json: a JSON object whose `chat_template` is that of google/gemma-3-*-it.

The tokenizer is trained here on text that this script makes up, in Gemma 3's construction: BPE with
byte fallback, space -> U+2581, the same added tokens at the same ids, 9 of them special. Strings are
encoded with `split_special_tokens=True`, by which the 9 are plain text. Conversations are rendered
by `apply_chat_template`; their ids are those of `apply_chat_template` where no content spells a
special token (asserted), and everywhere those of the rule: the template's own control tokens by id,
each stretch between two of them as one string with `split_special_tokens=True`. The labels are the
assistant mask of transformers, by `{% generation %}` tags around contents and ends of answers.
The class is PreTrainedTokenizerFast, which takes tokenizer.json as it is: version 5's GemmaTokenizer
makes a tenth token, `<mask>`, special, whatever the file says.

Made with transformers 5.23.0, tokenizers 0.23.3, Jinja2 3.1.6 (Python 3.11).
"""

import gzip
import json
import pathlib
import random
import sys
import tempfile

import jinja2
import tokenizers
import transformers
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

HERE = pathlib.Path(__file__).parent
RANDOM = random.Random(3)
SPECIAL = ["<pad>", "<eos>", "<bos>", "<unk>", "<start_of_turn>", "<end_of_turn>",
           "<start_of_image>", "<end_of_image>", "<image_soft_token>"]
TAGS = ["table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "h1", "h2", "h3", "h4",
        "h5", "h6", "blockquote", "strong", "em", "b", "i", "u", "s", "sub", "sup", "code"]
SYLLABLES = [
    "ka lo mi ren tas ul ve bor dim fex gan ho ith jun qua shi wor xy za pel",
    "Ka Lo Mi Ren The And ing ed er on in at to of it is was for",
    "é à ü ñ ø ß ça œ ő ł ž ī", "ка ло ми рен тас уль во бор дом", "κα λο μι ρε τας ου βε",
    "שלו מה טו אב", "سلا مك با نو رم", "का लो मि रे ता", "กา โล มี เร", "가 로 미 렌 타",
    "山 川 木 水 火 土 日 月 人 大 小 上 下", "か ろ み れ ん ア イ ウ", "0 1 2 3 4 5 6 7 8 9 10 42",
    "_ . , ; : ! ? ( ) [ ] { } \" ' - + = / \\ @ # $ % & * ~ `", "🙂 🎉 👍 ❤",
]
SYLLABLES = [group.split() for group in SYLLABLES]


def words(group, count):
    """Made-up words: the same seed, the same text."""
    made = []
    for _ in range(count):
        made.append("".join(RANDOM.choice(group) for _ in range(RANDOM.randint(1, 4))))
    return " ".join(made)


def build():
    added = SPECIAL[:4] + ["<mask>", "[multimodal]"] + [f"<unused{i}>" for i in range(99)]
    added += ["<start_of_turn>", "<end_of_turn>"] + ["\n" * i for i in range(1, 32)]
    added += ["▁" * i for i in range(2, 32)] + [f"<{t}>" for t in TAGS]
    added += [f"</{t}>" for t in TAGS] + ["\t" * i for i in range(1, 32)]
    added += ["<unused99>", "<unused100>", "<start_of_image>", "<end_of_image>"]
    corpus = [words(group, 400) for group in SYLLABLES for _ in range(8)]
    tok = Tokenizer(models.BPE(byte_fallback=True, unk_token="<unk>", fuse_unk=True))
    tok.normalizer = normalizers.Replace(" ", "▁")
    tok.pre_tokenizer = pre_tokenizers.Split("▁", "merged_with_next")
    tok.train_from_iterator(corpus, trainers.BpeTrainer(
        vocab_size=6000, show_progress=False,
        special_tokens=added + [f"<0x{i:02X}>" for i in range(256)]))
    tree = json.loads(tok.to_str())
    vocab = tree["model"]["vocab"]
    # As in Gemma's file: the soft token lies outside of the vocabulary's own pieces.
    tokens = {text: vocab[text] for text in added} | {"<image_soft_token>": len(vocab)}
    tree["added_tokens"] = [
        {"id": id, "content": text, "single_word": False, "lstrip": False, "rstrip": False,
         "normalized": False, "special": text in SPECIAL} for text, id in tokens.items()]
    assert vocab["<start_of_turn>"] == 105 and vocab["<bos>"] == 2
    tree["pre_tokenizer"] = {"type": "Split", "pattern": {"String": " "},
                             "behavior": "MergedWithPrevious", "invert": False}
    tree["decoder"] = {"type": "Sequence", "decoders": [
        {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
        {"type": "ByteFallback"}, {"type": "Fuse"}]}
    tree["model"]["merges"] = [" ".join(pair) if isinstance(pair, list) else pair
                               for pair in tree["model"]["merges"]]
    (HERE / "parity_tokenizer.json").write_text(
        json.dumps(tree, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf8")


def texts():
    yield from ["", " ", "  ", "a", " a", "a ", " a ", "   a   b   ", "▁", "▁▁▁ a ▁", "a▁b"]
    for group in SYLLABLES:
        yield words(group, 6)
        yield "  " + words(group, 2) + "  " + words(group, 1) + " "
    # White space.
    for count in [2, 3, 5, 15, 16, 30, 31, 32, 33, 62, 63, 64, 100]:
        yield " " * count
        yield "a" + " " * count + "b"
        yield "\n" * count
    for count in [1, 2, 5, 31, 32, 40]:
        yield "\t" * count + "a" + "\n" * count + "b"
    yield from ["\r\n", "a\r\nb\rc\n\rd", "\n \n  \n\t\n", "a\x0bb\x0cc", "a\u00a0b\u3000c\u2003d",
                "a\u2028b\u2029c\u0085d", "\ufeffa\ufeff", "a\u200bb\u2060c\u00add"]
    # Scripts of which the vocabulary has nothing: bytes.
    yield from ["ሰላም ለዓለም", "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ", "សួស្តី​ពិភពលោក", "გამარჯობა", "Բարեւ", "ಕನ್ನಡ ತಮಿழ்", "༄༅།",
                "𐌰𐌱𐌲", "𝔊𝔢𝔪𝔪𝔞 𝟛", "𓂀𓃠", "Ａｂｃ１", "ﬁ ﬂ ﷺ", "Ⅷ ½ ²", "ǅ İ ı ſ"]
    # Emoji and marks.
    yield from ["👩‍👩‍👧‍👦", "👍🏽👍", "🏳️‍🌈 🏴‍☠️", "🇺🇦🇯🇵🇧", "1️⃣#️⃣*️⃣", "❤️❤︎❤", "🏴\U000e0067\U000e0062\U000e0065"
                "\U000e006e\U000e0067\U000e007f", "🙂🙂🙂🎉", "a🙂b 🙂 c", "‍", "a‍b", "\ufe0f",
                "e\u0301 é", "a\u0300\u0301\u0302\u0303\u0304\u0305\u0306b", "\u0301a", " \u0301",
                "Tiê\u0301ng Viê\u0323t", "\u1112\u1161\u11ab 한", "क्‍ष क्ष", "נָקוּד", "مَرْحَبًا",
                "\u202eabc\u202c", "\u0f71\u0f72\u0f74"]
    # The spelling of special tokens.
    for text in SPECIAL:
        yield text
        yield f"ka {text} lo{text}\n{text * 2} mi"
    yield from ["<start_of_turn>model\nrenka<end_of_turn>\n", "<bos><eos>" * 5, "<<bos>>", "<BOS>",
                "< bos >", "<start_of_turn", "start_of_turn>", "<start_of_turn>" * 20,
                "<start_<bos>of_turn>", "<bos>\n\n<mask> <eos>", "<unk>漢<unk>", "<start▁of▁turn>",
                " <end_of_turn> ", "<end_of_turn>\t\t<table>", "<bos", "<pad><pad>\x00<pad>",
                "<start_of_image><image_soft_token><end_of_image>", "<bos><unused3><bos>"]
    # Added tokens that are not special match everywhere.
    yield from ["<mask>", "a<mask>b <mask> c", "[multimodal]", "[multimodal][multimodal] x",
                "<unused0>", "<unused98><unused99>", "<unused101>", "<unused007>", "<table>", "</table>",
                "<table><tr><td>ka</td></tr></table>", "<h1> lo </h1>\n<p>", "<TABLE>", "<td", "<em>a",
                "<0x41>", "<0x0A><0xFF>", "<unused1", "x<unused1>y", "<i><b><u>", "<code>\n\t</code>"]
    # Odd characters.
    yield from ["\x00", "a\x00b", "\x00\x00 \x00", "".join(map(chr, range(1, 32))), "\x7f\x80\x9f",
                "\uffff\ufffe", "\U0010ffff", "\ue000\uf8ff", "\ufffd", "\u0378", "\ud7ff\ue000"]
    yield from ["\ud800", "a\udfffb", "\udc00\ud800", "🙂\ud83d", "\ud83d 🙂", "ka \udbff"]
    # Code, numbers, marks.
    yield from ["def f(x):\n    return x ** 2  # ka\n", "{\"a\": [1, 2.50, null], \"b\": \"\\n\"}",
                "https://example.org/a?b=c&d=%20#e", "1234567890 3.14159 1e-10 -0 1,000,000 ٣٤ १२",
                "| a | b |\n|---|---|\n| 1 | 2 |", "$$\\frac{a}{b}$$", "\\\\ \\n \\t", "''\"\"``",
                "...!!!???", "a-b_c/d.e", "😀" * 3 + "." * 9, "C:\\tmp\\x", "A" * 50, "aA1 " * 12]
    # Very long ones.
    yield from ["a" * 20000, "ka lo " * 4000, " " * 5000, "\n" * 1000, "🙂" * 2000, "<bos>" * 1000,
                "".join(words(group, 120) for group in SYLLABLES), "\x00" * 3000]
    # Mixtures.
    parts = [piece for group in SYLLABLES for piece in group] + SPECIAL + [
        " ", " ", "  ", "   ", "\n", "\n\n", "\t", "<mask>", "<unused5>", "<td>", "漢", "ሰ", "\u0301", "‍",
        "\ufe0f", "\x00", "\r", "▁"]
    count = 0
    while True:
        count += 1
        yield "".join(RANDOM.choice(parts) for _ in range(RANDOM.randint(2, 30)))


def user(content):
    return {"role": "user", "content": content}


def answer(content):
    return {"role": "assistant", "content": content}


def system(content):
    return {"role": "system", "content": content}


def text(content):
    return {"type": "text", "text": content}


def chats():
    group = SYLLABLES[0]
    for turns in range(1, 9):
        chat = [user(words(group, 5)) if i % 2 == 0 else answer(words(group, 7)) for i in range(turns)]
        yield chat
        yield [system(words(group, 4))] + chat
    for content in ["  around  ", "\n\nlines\nwithin\n", "\u00a0no-break\u3000", "\x1cseparators\x1f\x85", "",
                    "   ", "🙂 漢字 ሰላም", "<mask> <unused1> <table>", "{{ bos_token }} {% raw %}",
                    "\x00", "\u200bka\ufeff", "ka\n\n\nlo\t\tmi"]:
        yield [user(content), answer(content)]
        yield [system(content), user(content), answer(content), user("lo")]
    for content in ["<end_of_turn>\n<start_of_turn>model\nlo", "<bos>", "ka <eos><pad> lo", "<start_of_image>"]:
        yield [user(content), answer(content), user(content)]
        yield [system(content), user("ka"), answer(content)]
    # Only the place of `user` is checked.
    yield [user("ka"), {"role": "tool", "content": " lo "}, user("mi"), answer("ren")]
    yield [user("ka"), {"role": "system", "content": "lo"}, user("mi")]
    yield [user("ka"), {"role": "model", "content": "lo"}]
    yield [user("ka"), {"role": "", "content": "lo"}]
    yield [user("ka"), {"role": "Assistant", "content": "lo"}]
    yield [user("ka"), {"role": "<bos>", "content": "lo"}]
    yield [user("ka"), {"role": "assistant", "content": "lo", "tool_calls": [{"x": 1}], "name": "n"}]
    # Contents that are no strings.
    yield [user(None)]
    yield [{"role": "user"}]
    yield [user("ka"), answer(None)]
    yield [user([text(" ka "), text(" lo\n")]), answer([text(" mi "), text("ren")])]
    yield [user([])]
    yield [user([{"type": "image"}, text("ka")]), answer("lo")]
    yield [user([text("ka"), {"type": "image"}, text(" lo "), {"type": "audio"}]), answer("mi")]
    yield [user([text(""), {"type": "image"}]), answer([{"type": "image"}, text("mi")])]
    yield [user(["ka", 5, None, {"text": "lo"}, ["mi"], {"type": "text"}, {"type": ["text"], "text": "x"}])]
    yield [user([text(None), text(True), text(False), text(5), text(-12345678901234567890)])]
    yield [user({"type": "text", "text": "ka"}), answer("lo")]
    yield [system([text(" ka "), text("lo")]), user("mi"), answer("ren")]
    yield [system([{"type": "image", "text": "ka"}]), user([text("mi")])]
    yield [system("ka")]
    yield [system("")]
    yield [system(""), user("ka")]
    yield [system([text("<bos>")]), user("ka")]
    # What the template or transformers refuses.
    yield []
    yield [answer("ka")]
    yield [user("ka"), user("lo")]
    yield [user("ka"), answer("lo"), answer("mi")]
    yield [system("ka"), answer("lo")]
    yield [system("ka"), system("lo"), user("mi")]
    yield [user("ka"), answer("lo"), system("mi")]
    yield [{"role": "tool", "content": "ka"}]
    yield [{"role": "User", "content": "ka"}]
    yield [{"content": "ka"}]
    yield [{"role": None, "content": "ka"}]
    yield [{"role": 5, "content": "ka"}]
    yield [user("ka"), {"content": "lo"}]
    yield [user("ka"), {"role": ["assistant"], "content": "lo"}]
    yield [user("ka"), {"role": 7, "content": "lo"}]
    for content in [5, 5.5, True, False]:
        yield [user(content)]
        yield [user("ka"), answer(content)]
    for content in [None, 5, [], {}, {"text": "ka"}, ["ka"], [None], [[1]], [{"type": "text"}], [text(None)],
                    [text(5)]]:
        yield [system(content), user("ka")]
    yield [{"role": "system"}, user("ka")]
    yield [system([])]
    yield ["ka"]
    yield [None]
    yield [user("ka"), "lo"]
    yield [user("ka"), None]


def by_hand(chat, generation, encode):
    """The rule, written down a second time: pieces between the template's own control tokens."""
    pieces = ["<bos>", ""]
    prefix = ""
    if chat[0].get("role") == "system":
        content = chat[0]["content"]
        prefix = (content if isinstance(content, str) else content[0]["text"]) + "\n\n"
        chat = chat[1:]
    for turn in chat:
        role = "model" if turn["role"] == "assistant" else turn["role"]
        pieces += ["<start_of_turn>", role + "\n" + prefix]
        prefix = ""
        content = turn.get("content")
        if isinstance(content, str):
            pieces[-1] += content.strip()
        for part in content if isinstance(content, list) else []:
            kind = part.get("type") if isinstance(part, dict) else None
            if kind == "image":
                pieces += ["<start_of_image>", ""]
            elif kind == "text":
                pieces[-1] += str(part.get("text", "")).strip()
        pieces += ["<end_of_turn>", "\n"]
    if generation:
        pieces += ["<start_of_turn>", "model\n"]
    ids = []
    for place, piece in enumerate(pieces):
        ids += [TOKENS.convert_tokens_to_ids(piece)] if place % 2 == 0 else encode(piece)
    return "".join(pieces), ids


def spells_special(chat):
    return any(token in json.dumps(chat, ensure_ascii=False) for token in SPECIAL)


def with_generation_tags(template):
    start = template.index("    {%- if message['content'] is string -%}\n        {{ message")
    end = template.index("{%- endfor -%}\n{%- if add_generation_prompt")
    turn = template[start:end]
    return (template[:start] + "{%- if role == 'model' -%}{%- generation -%}" + turn
            + "{%- endgeneration -%}{%- else -%}" + turn + "{%- endif -%}" + template[end:])


def conversation(chat, generation, template, encode):
    entry = {"messages": chat, "add_generation_prompt": generation}
    options = {"chat_template": template, "add_generation_prompt": generation}
    try:
        rendered = TOKENS.apply_chat_template(chat, tokenize=False, **options)
    except Exception as e:
        return entry | {"error": f"{type(e).__name__}: {e}"}
    by_rule, ids = by_hand(chat, generation, encode)
    assert by_rule == rendered, (by_rule, rendered)
    entry |= {"rendered": rendered, "ids": ids}
    if not spells_special(chat):
        options["chat_template"] = with_generation_tags(template)
        whole = TOKENS.apply_chat_template(
            chat, tokenize=True, return_dict=True, return_assistant_tokens_mask=True, **options)
        assert whole["input_ids"] == ids, chat
        entry["labelled"] = whole["assistant_masks"]
    return entry


def string(content):
    try:
        ids = TOKENS(content, add_special_tokens=False, split_special_tokens=True)["input_ids"]
    except Exception as e:
        return {"text": content, "error": f"{type(e).__name__}: {e}"}
    if not any(token in content for token in SPECIAL):
        assert ids == TOKENS(content, add_special_tokens=False)["input_ids"], content
    decoded = TOKENS.decode(ids, skip_special_tokens=False, clean_up_tokenization_spaces=False)
    return {"text": content, "ids": ids, "decoded": decoded}


def main():
    global TOKENS
    template = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf8"))["chat_template"]
    build()
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder)
        (path / "tokenizer.json").write_bytes((HERE / "parity_tokenizer.json").read_bytes())
        (path / "tokenizer_config.json").write_text(json.dumps({
            "tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<bos>", "eos_token": "<eos>",
            "pad_token": "<pad>", "unk_token": "<unk>", "clean_up_tokenization_spaces": False}))
        TOKENS = transformers.AutoTokenizer.from_pretrained(folder)

    def encode(piece):
        return TOKENS(piece, add_special_tokens=False, split_special_tokens=True)["input_ids"]

    made = []
    for content in texts():
        made.append(string(content))
        if len(made) == 330:
            break
    conversations = []
    for place, chat in enumerate(chats()):
        conversations.append(conversation(chat, place % 3 == 0, template, encode))
    golden = {
        "origin": f"parity.py, transformers {transformers.__version__}, tokenizers "
                  f"{tokenizers.__version__}, Jinja2 {jinja2.__version__}",
        "texts": made,
        "chats": conversations,
    }
    packed = json.dumps(golden, ensure_ascii=True, separators=(",", ":")).encode()
    (HERE / "parity.json.gz").write_bytes(gzip.compress(packed, mtime=0))
    failed = [c for c in conversations if "error" in c]
    print(type(TOKENS).__name__, len(made), "texts,", len(conversations) - len(failed), "conversations,",
          len(failed), "refused,", len(packed), "bytes")


main()
