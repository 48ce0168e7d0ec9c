"""English sentences of the synthetic buyers and sellers."""

OPENINGS = ("Hi, ", "Hello, ", "Hey there, ", "Good day, ", "")
ENDINGS = ("", " Thanks.", " Please let me know.", " Thank you!")
ASKS = {
    "product_question": (
        "what size should I take if I am 165 cm?",
        "does this work with the older model?",
        "is the colour the same as in the pictures?",
        "what is it made of?",
        "how heavy is one piece?",
    ),
    "stock": (
        "is the blue one still in stock?",
        "when will the large size be back?",
        "can I order twenty pieces at once?",
        "do you have this in another colour?",
    ),
    "promotion": (
        "the voucher does not work at checkout.",
        "is there a discount if I buy two?",
        "will this be cheaper on the sale day?",
        "why did the price change since yesterday?",
    ),
    "listing": (
        "the page says two pieces, is it really two?",
        "the description says cotton but the label looks different.",
        "which of the sizes on the page is right?",
        "the picture shows a charger, is it included?",
        "the page contradicts itself about the colour.",
    ),
    "change_order": (
        "I typed the wrong address, can you change it?",
        "please cancel my order, I bought it twice.",
        "can I still switch the size?",
        "please change the phone number on the order.",
    ),
    "where_is_order": (
        "where is my parcel?",
        "the tracking has not moved for two days.",
        "when will my order be shipped?",
        "which carrier brings my order?",
        "it says shipped, but when does it arrive?",
    ),
    "late_delivery": (
        "my order is late, it should be here by now.",
        "the promised day is over and nothing came.",
        "why does the delivery take so long?",
        "I needed it yesterday, where is it?",
    ),
    "quality": (
        "it arrived broken.",
        "it stopped working after one day.",
        "the seam came off when I opened the bag.",
        "one piece is scratched.",
        "it does not turn on.",
    ),
    "return_refund": (
        "how do I return this?",
        "when do I get my money back?",
        "my return has not been answered yet.",
        "I want a refund for one of the pieces.",
    ),
    "invoice": (
        "can I get an invoice?",
        "please send the receipt by mail.",
        "the invoice shows the wrong name.",
    ),
}
REPLY_OPENINGS = ("Hi, ", "Thanks for waiting, ", "Sure, ", "")
REPLY_ENDINGS = ("", " Anything else?", " Sorry for the trouble.")
REPLIES = {
    "product_question": (
        "please see the size table, most people of your height take M.",
        "it fits both models, we have just checked.",
        "the colour is close to the pictures in daylight.",
    ),
    "stock": (
        "it is in stock and ships today.",
        "the new batch arrives next week.",
        "yes, we have enough of them.",
    ),
    "promotion": (
        "the voucher starts at midnight.",
        "buy two and the discount is taken at checkout.",
        "the price follows the campaign of the day.",
    ),
    "listing": (
        "the page is wrong there, it is one piece.",
        "we are correcting the text, the label is right.",
        "the charger is not included, the picture is misleading.",
    ),
    "change_order": (
        "we have changed the address for you.",
        "the order is packed already, please refuse it at the door.",
        "done, the size is switched.",
    ),
    "where_is_order": (
        "it left our warehouse yesterday.",
        "the carrier has it, please give it one more day.",
        "it ships within the promised time.",
    ),
    "late_delivery": (
        "we have asked the carrier to hurry.",
        "the parcel is stuck in the hub, it moves tomorrow.",
        "if it is not there tomorrow we refund you.",
    ),
    "quality": (
        "please send us a picture and we replace it.",
        "we are sorry, a new one is on its way.",
        "please try another cable first.",
    ),
    "return_refund": (
        "open a return in the order and we accept it.",
        "the money is back within three days.",
        "we have approved your return.",
    ),
    "invoice": (
        "the invoice is in your order details.",
        "we send it by mail today.",
        "please tell us the right name.",
    ),
}
GENERIC = {
    "follow_up": (
        "And how long does it take?",
        "I see. Is there another way?",
        "Could you check once more?",
        "What do I have to do now?",
        "Is that certain?",
        "Who pays the postage?",
    ),
    "nudge": ("Hello? Anyone there?", "Still waiting.", "Please answer.", "??"),
    "second_reply": (
        "It takes one to two days.",
        "Yes, we have checked it.",
        "You do not have to do anything.",
        "We pay the postage.",
        "Please wait a moment, I am looking it up.",
        "I have noted it on your order.",
    ),
    "thanks": ("Thanks, that helps.", "OK, thank you.", "Got it.", "Fine, bye."),
    "closing": ("You are welcome!", "Have a nice day.", "Glad to help."),
    "bot_greeting": ("Welcome to our demo shop! How can we help?", "Hi! We will be with you soon."),
    "greeting": ("Hello!", "Hi, this is the demo shop.", "Hello, how can I help?"),
    "bot_answer": (
        "Orders ship within two business days. Tracking is in your order.",
        "You can return within 15 days from the order page.",
        "Please see our size table and questions page.",
    ),
    "transfer": ("The chat was handed to another agent.",),
    "rating_request": ("Please rate this chat.",),
    "broadcast": ("Sale at our demo shop this week, come and see!", "New goods in our demo shop today."),
    "outreach": ("Your demo order is packed. Any wishes?", "How do you like what you bought from us?"),
    "spam": ("Earn demo coins from home, ask me how.", "Cheap demo followers, write to me."),
}
REVIEWS = {
    "product": {
        "bad": (
            "Broke after two days.",
            "Not like the pictures.",
            "Poor material.",
            "Wrong size, thin cloth.",
        ),
        "neutral": ("Does what it should.", "OK for the price.", "Average quality."),
        "good": ("Great quality.", "Exactly as described.", "Love it.", "Would buy again."),
    },
    "service": {
        "bad": ("Nobody answers questions.", "Rude seller.", "They promised and did nothing."),
        "neutral": ("Seller answers, but slowly.", "Service is so-so."),
        "good": ("Friendly seller.", "Quick answers.", "Very helpful shop."),
    },
    "logistics": {
        "bad": ("Came far too late.", "Parcel was crushed.", "Waited more than a week."),
        "neutral": ("Delivery took its time.", "Box a bit dented."),
        "good": ("Fast delivery.", "Well packed.", "Came earlier than promised."),
    },
}
REVIEW_ENDINGS = {
    "bad": ("", " Disappointed.", " Not again.", " Would not recommend."),
    "neutral": ("", " Fine.", " Could be better."),
    "good": ("", " Thank you!", " Recommended.", " Five stars."),
}
