"""The plan of a roadmap that is not in force yet."""

from tests.build import make_activity, make_roadmap


def test_a_roadmap_in_preparation_says_that_nothing_holds_yet(client, secretariat_pe):
    roadmap = make_roadmap(status="in_preparation")
    make_activity(roadmap, "1.1")
    client.force_login(secretariat_pe)
    said = ["Ambas partes todavía preparan", "tenían acordado", "Modificaciones acordadas"]
    page = client.get(f"/roadmaps/{roadmap.code}/plan/")
    assert page.context["is_prepared"]
    assert [text in page.content.decode() for text in said[1:]] == [False, False]
    type(roadmap).objects.update(status="in_force")
    page = client.get(f"/roadmaps/{roadmap.code}/plan/").content.decode()
    assert [text in page for text in said] == [False, True, True]
