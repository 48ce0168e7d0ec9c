from tests.sellerdesk.desk import cast, english, lake, signed_in, synced

__all__ = ["cast", "english", "lake", "signed_in", "synced"]
