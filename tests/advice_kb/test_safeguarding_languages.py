"""Text in a language whose recall was not measured: named, never called safe."""

from __future__ import annotations

import pytest

from advice_kb.safeguarding import load_screen

SCREEN = load_screen()

FOREIGN = {
    "pl": ["Mój syn został wykluczony ze szkoły", "nie wiem co mam robic", "Boję się iść do szkoły"],
    "ro": ["Fiul meu a fost exclus de la școală", "nu stiu ce sa fac acum", "vreau ajutor pentru copilul meu"],
    "ur": ["mera beta school se nikala gaya hai", "mujhe nahi pata kya karna hai", "میرا بیٹا سکول سے نکالا گیا ہے"],
    "pa": ["ਮੇਰਾ ਪੁੱਤਰ ਸਕੂਲ ਨਹੀਂ ਜਾਂਦਾ"],
    "bn": ["আমার ছেলে স্কুলে যায় না", "ami jani na ki korte hoy"],
    "ar": ["ابني لا يذهب إلى المدرسة"],
    "so": ["wiilkayga waa laga saaray dugsiga waan baqayaa"],
    "uk": ["Мого сина виключили зі школи"],
    "ru": ["Мой сын был исключён из школы, что мне делать, вы знаете"],
    "pt": ["O meu filho foi expulso da escola e eu tenho medo"],
    "es": ["Mi hijo no quiere ir a la escuela porque tiene miedo"],
    "fr": ["Mon fils ne veut pas aller à l'école, il est triste"],
    "tr": ["Oğlum okula gitmek istemiyor ve ben korkuyorum"],
    "lt": ["Mano sūnus nenori eiti į mokyklą, kodėl taip yra"],
    "zh": ["我儿子被学校开除了"],
    "hi": ["मेरा बेटा स्कूल नहीं जाता"],
    "ta": ["என் மகன் பள்ளிக்கு செல்வதில்லை"],
    "cs": ["bojim se jit domu"],
    "nl": ["mijn zoon wil niet naar school"],
}

SHORT = [
    "pomocy", "ajutor", "bachao", "imdat", "socorro", "ayuda", "au secours", "jiuming", "pomogite", "sa3edni", "tulong", "komak",
    "tata mnie bije", "ma bate", "abbu mujhe maarte hain", "baba byedrabni", "baba amake mare", "waan baqayaa", "babam beni dovuyor",
    "papa me tape", "meu pai me bate", "tato mene bie", "baba da wo", "wo xiang si", "papa menya byot", "saya takut pulang rumah",
    "救命", "مدد", "мені страшно", "ich ritze mich", "mi fa male lo stomaco quando torno",
]  # fmt: skip

MIXED = [
    "my dad mujhe marta hai",
    "tata bije me",
    "i feel like umrzec",
    "abu yadribni every day please help",
    "he said ma omoara",
]


@pytest.mark.parametrize(("language", "text"), [(lang, text) for lang, texts in FOREIGN.items() for text in texts])
def test_another_language_is_named_and_help_is_always_shown(language: str, text: str) -> None:
    seen = SCREEN.look(text, "parent")
    assert seen.language == language
    assert not seen.measured
    assert seen.always_help


@pytest.mark.parametrize("text", SHORT)
def test_a_short_text_without_its_accents_in_another_language_gets_help(text: str) -> None:
    assert SCREEN.look(text).always_help


@pytest.mark.parametrize("text", MIXED)
def test_words_of_danger_amid_english_are_a_concern(text: str) -> None:
    assert SCREEN.look(text).concern


@pytest.mark.parametrize(
    "text",
    [
        "My son Wojciech was excluded on Monday", "i sit next to Muhammad and Aleksandra", "Zoë and José are my friends",
        "Mr Łukasz is my teacher", "we had jollof rice and naan for lunch", "maths", "Kowalczyk", "café trip was fun", "lol",
        "i like karate and judo", "Siobhán helped me", "no", "ok", "mama mia is a good film",
        "exclusion help", "SENCO referral EHCP", "headteacher behaviour policy", "teh techer is boaring", "u ok hun", "menu",
        "dyslexia undiagnosed behaviour exclusion", "my dad fixes cars", "minecraft and roblox", "i lik playtime",
    ],
)  # fmt: skip
def test_english_with_a_name_from_elsewhere_stays_english(text: str) -> None:
    assert SCREEN.look(text).language == "en"


def test_letters_that_no_known_language_has_are_unknown_and_get_help() -> None:
    seen = SCREEN.look("ᎣᏏᏲ ᏙᎯᏧ ᎠᏂ")
    assert seen.language == "unknown"
    assert seen.always_help
