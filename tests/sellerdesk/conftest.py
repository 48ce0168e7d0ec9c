from tests.sellerdesk.desk import cast, english, lake, living, living_lake, signed_in, synced

__all__ = ["cast", "english", "lake", "living", "living_lake", "signed_in", "synced"]
