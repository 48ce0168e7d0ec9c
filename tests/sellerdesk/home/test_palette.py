"""The palette finds what a person may see, in the person's words, and nothing else."""

from django.test import Client

from sellerdesk.home.palette import find
from sellerdesk.people.models import Person
from tests.sellerdesk.desk import SignedIn


def titles(person: Person, text: str, here: str = "") -> dict[str, list[str]]:
    return {section.key: [answer.title for answer in section.answers] for section in find(person, text, here)}


def test_a_seller_is_found_with_and_without_marks_within_the_reach(cast: dict[str, Person]) -> None:
    for words in ("ha noi", "Hà Nội", "HANOI home", "vn-1"):
        assert titles(cast["manager"], words)["sellers"] == ["Hà Nội Home & Kitchen"], words
    assert titles(cast["programme"], "杭州")["sellers"] == ["杭州雅居家居旗舰店"]
    assert "sellers" not in titles(cast["outsider"], "ha noi")
    assert "sellers" not in titles(cast["lead"], "杭州")


def test_what_can_be_done_here_names_only_what_the_person_may_see(cast: dict[str, Person]) -> None:
    here = find(cast["manager"], "", "/sellers/VN-1/")[0]
    assert here.key == "here" and {answer.detail for answer in here.answers} == {"Hà Nội Home & Kitchen"}
    assert "/sellers/VN-1/change/" in {answer.href for answer in here.answers}
    foreign, missing = (titles(cast["outsider"], "", f"/sellers/{key}/") for key in ("VN-1", "XX-0"))
    assert foreign == missing and "here" not in foreign


def test_metrics_policies_and_places_go_by_their_names_in_the_persons_language(signed_in: SignedIn) -> None:
    english = signed_in("analyst").get("/find/", {"q": "on-time deliv"}).content.decode()
    assert "On-time delivery rate" in english and "/metrics/tts.otdr/" in english
    chinese = signed_in("analyst", "zh-hans").get("/find/", {"q": "准时送达"}).content.decode()
    assert "准时送达率" in chinese and "/metrics/tts.otdr/" in chinese
    vietnamese = signed_in("analyst", "vi").get("/find/", {"q": "ty le giao hang dung"}).content.decode()
    assert "Tỷ lệ giao hàng đúng hạn" in vietnamese


def test_odd_texts_are_answered_with_a_sentence(signed_in: SignedIn) -> None:
    client = signed_in("analyst")
    for text in ("x" * 10_000, "\u202e\u200b", "\0", "\"'; drop", "%%%", "()[]*", "١٢٣٤٥"):
        for headers in ({}, {"HX-Request": "true"}):
            response = client.get("/find/", {"q": text, "here": "\0//nowhere" + text}, headers=headers)
            assert response.status_code == 200, text
    assert "Nothing found" in client.get("/find/", {"q": "%%%"}).content.decode()


def test_it_is_a_page_without_a_script_and_a_list_with_one(signed_in: SignedIn) -> None:
    client: Client = signed_in("analyst")
    page = client.get("/find/", {"q": "ha noi"}).content.decode()
    assert "<h1" in page and 'href="/sellers/VN-1/"' in page
    part = client.get("/find/", {"q": "ha noi"}, headers={"HX-Request": "true"}).content.decode()
    assert "<h1" not in part and 'role="option"' in part and 'href="/sellers/VN-1/"' in part
