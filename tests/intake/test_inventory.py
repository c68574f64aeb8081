from dropd.intake.inventory import Asked, find, take_inventory
from dropd.intake.listing import Listing, Observation


def listing(*paths: str) -> Listing:
    folders = frozenset(path.rpartition("/")[0] for path in paths) - {""}
    return Listing({path: Observation(1, 0, 0, 0, is_file=True) for path in paths}, folders)


def test_a_folder_in_another_case_is_found_with_a_warning() -> None:
    asked = find(take_inventory(listing("Images/front.jpg")), "images/front.jpg")

    assert asked.path == "Images/front.jpg"
    assert asked.is_there
    assert asked.warning is not None
    assert asked.warning.startswith("Images is used for images")


def test_a_file_of_the_same_name_in_another_folder_is_another_file() -> None:
    inventory = take_inventory(listing("front.jpg", "originals/front.jpg"))

    assert find(inventory, "images/front.jpg") == Asked("images/front.jpg", is_there=False)


def test_a_file_deep_in_folders_is_found() -> None:
    assert find(take_inventory(listing("music/calm/song.mp3")), "music/calm/song.mp3").is_there


def test_half_a_transfer_says_that_the_file_is_coming() -> None:
    asked = find(take_inventory(listing("images/.front.jpg.Ab12Cd")), "images/front.jpg")

    assert asked == Asked("images/front.jpg", is_there=False, is_coming=True)


def test_a_name_that_looks_partial_is_found_when_it_is_asked_for() -> None:
    assert find(take_inventory(listing("images/front.part")), "images/front.part").is_there
