"""Check the category tree and where records go in it."""

import pytest

from portal.vocabulary import categories


def test_tree_has_groups_leaves_and_six_languages():
    assert [group.key for group in categories.groups()] == [
        "stay",
        "eat",
        "see",
        "nature",
        "events",
        "tours",
        "do",
        "shop",
    ]
    nodes = [node for group in categories.groups() for node in (group, *categories.leaves(group.key))]
    assert len(nodes) > 60
    assert all(set(node.labels) == {"fr", "en", "de", "es", "it", "nl"} for node in nodes)


@pytest.mark.parametrize(
    ("classes", "category", "kind"),
    [
        (
            [
                "Accommodation",
                "Hotel",
                "HotelRestaurant",
                "HotelTrade",
                "Restaurant",
                "FoodEstablishment",
                "PlaceOfInterest",
            ],
            "stay.hotel",
            "place",
        ),
        (["CulturalEvent", "EntertainmentAndEvent", "Market", "SaleEvent", "ShowEvent"], "events.market", "event"),
        (["CulturalSite", "PlaceOfInterest", "PointOfInterest"], "see.heritage", "place"),
        (["Tour", "WalkingTour", "PointOfInterest"], "tours.walking", "tour"),
        (["Product", "Practice", "Tasting"], "shop.wine", "product"),
        (["EntertainmentAndEvent", "Castle", "CulturalSite", "RemarkableBuilding"], "events.other", "event"),
        (["NoSuchClass", "schema:Thing"], "shop.service", "place"),
        ([], "shop.service", "place"),
    ],
)
def test_records_go_where_a_traveller_looks(classes, category, kind):
    assert categories.category_of(classes) == category
    assert categories.kind_of(classes) == kind


def test_order_of_classes_does_not_matter():
    classes = ["Castle", "Museum", "ParkAndGarden", "CulturalSite", "RemarkableBuilding"]
    assert categories.category_of(classes) == categories.category_of(reversed(classes)) == "see.castle"
