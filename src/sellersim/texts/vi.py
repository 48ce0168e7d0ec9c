"""Vietnamese sentences of the synthetic buyers and sellers."""

OPENINGS = ("Shop ơi, ", "Chào shop, ", "Alo shop, ", "Cho mình hỏi, ", "")
ENDINGS = ("", " Cảm ơn shop.", " Shop trả lời giúp mình nhé.", " Mình cần gấp ạ.")
ASKS = {
    "product_question": (
        "mình cao 1m65 thì mặc size nào?",
        "cái này có dùng được với đời cũ không?",
        "màu bên ngoài có giống ảnh không ạ?",
        "chất liệu là gì vậy?",
        "một cái nặng bao nhiêu?",
    ),
    "stock": (
        "màu xanh còn hàng không ạ?",
        "bao giờ có lại size L?",
        "mình đặt 20 cái một lúc được không?",
        "mẫu này còn màu khác không?",
    ),
    "promotion": (
        "mã giảm giá không dùng được.",
        "mua hai cái có được giảm không?",
        "ngày sale có rẻ hơn không shop?",
        "sao giá hôm nay khác hôm qua?",
    ),
    "listing": (
        "trong mô tả ghi hai cái, có đúng là hai cái không?",
        "mô tả ghi cotton mà nhãn lại khác.",
        "bảng size trên trang cái nào mới đúng?",
        "trong ảnh có củ sạc, có kèm theo không?",
        "trang ghi màu này nhưng ảnh là màu khác.",
    ),
    "change_order": (
        "mình ghi sai địa chỉ, đổi giúp mình được không?",
        "hủy giúp mình đơn này, mình đặt trùng.",
        "mình đổi size được không?",
        "đổi giúp mình số điện thoại nhận hàng.",
    ),
    "where_is_order": (
        "đơn của mình tới đâu rồi?",
        "vận đơn hai ngày nay không thấy cập nhật.",
        "khi nào shop gửi hàng?",
        "đơn này bên nào giao vậy?",
        "báo đã gửi rồi mà khi nào mới tới?",
    ),
    "late_delivery": (
        "đơn của mình trễ rồi, đáng lẽ tới hôm qua.",
        "quá ngày hẹn mà chưa thấy hàng.",
        "sao giao lâu vậy shop?",
        "mình cần từ hôm qua mà chưa có.",
    ),
    "quality": (
        "hàng nhận được bị vỡ.",
        "mới dùng một ngày đã hỏng.",
        "vừa mở túi đã bung chỉ.",
        "có một cái bị trầy.",
        "máy không lên nguồn.",
    ),
    "return_refund": (
        "trả hàng thế nào ạ?",
        "bao giờ mình nhận lại tiền?",
        "yêu cầu trả hàng của mình chưa ai duyệt.",
        "mình muốn hoàn tiền một cái.",
    ),
    "invoice": (
        "shop xuất hóa đơn được không?",
        "gửi hóa đơn qua mail giúp mình.",
        "hóa đơn ghi sai tên rồi.",
    ),
}
REPLY_OPENINGS = ("Dạ chào bạn, ", "Cảm ơn bạn đã chờ, ", "Dạ, ", "")
REPLY_ENDINGS = ("", " Bạn cần gì thêm không ạ?", " Mong bạn thông cảm.")
REPLIES = {
    "product_question": (
        "bạn xem bảng size, cao như bạn thường lấy M ạ.",
        "dùng được cho cả hai đời, shop vừa kiểm tra.",
        "màu giống ảnh khi xem ngoài trời ạ.",
    ),
    "stock": (
        "còn hàng và gửi trong hôm nay ạ.",
        "tuần sau hàng mới về.",
        "shop còn đủ số lượng ạ.",
    ),
    "promotion": (
        "mã bắt đầu từ 0 giờ đêm nay ạ.",
        "mua hai cái hệ thống tự giảm khi thanh toán.",
        "giá theo chương trình trong ngày ạ.",
    ),
    "listing": (
        "mô tả bị nhầm, một bộ chỉ có một cái ạ.",
        "shop đang sửa mô tả, nhãn trên hàng mới đúng.",
        "không kèm củ sạc, ảnh dễ gây nhầm ạ.",
    ),
    "change_order": (
        "shop đã đổi địa chỉ cho bạn.",
        "đơn đã đóng gói, bạn từ chối nhận giúp shop.",
        "đã đổi size cho bạn rồi ạ.",
    ),
    "where_is_order": (
        "hàng đã rời kho hôm qua ạ.",
        "bên vận chuyển đang giữ, bạn chờ thêm một ngày.",
        "shop gửi đúng hạn đã hẹn ạ.",
    ),
    "late_delivery": (
        "shop đã giục bên vận chuyển.",
        "đơn kẹt ở kho trung chuyển, mai sẽ đi tiếp.",
        "mai chưa tới shop hoàn tiền cho bạn.",
    ),
    "quality": (
        "bạn gửi ảnh để shop đổi cái mới.",
        "shop xin lỗi, cái mới đang trên đường.",
        "bạn thử dây khác giúp shop ạ.",
    ),
    "return_refund": (
        "bạn tạo yêu cầu trong đơn, shop duyệt ngay.",
        "tiền về trong ba ngày ạ.",
        "shop đã duyệt yêu cầu của bạn.",
    ),
    "invoice": (
        "hóa đơn có trong chi tiết đơn hàng ạ.",
        "hôm nay shop gửi qua mail.",
        "bạn cho shop xin tên đúng ạ.",
    ),
}
GENERIC = {
    "follow_up": (
        "Vậy mất bao lâu ạ?",
        "Còn cách nào khác không?",
        "Shop kiểm tra lại giúp mình.",
        "Giờ mình phải làm gì?",
        "Có chắc không shop?",
        "Phí gửi ai trả ạ?",
    ),
    "nudge": ("Shop ơi có ai không?", "Mình vẫn đang chờ.", "Trả lời mình với.", "??"),
    "second_reply": (
        "Khoảng một đến hai ngày ạ.",
        "Dạ shop đã kiểm tra rồi ạ.",
        "Bạn không cần làm gì thêm.",
        "Phí gửi shop trả ạ.",
        "Bạn chờ chút, mình đang tra.",
        "Mình đã ghi chú vào đơn.",
    ),
    "thanks": ("Cảm ơn shop nhé.", "Ok shop.", "Mình hiểu rồi.", "Vâng, chào shop."),
    "closing": ("Dạ không có gì ạ!", "Chúc bạn một ngày vui.", "Cảm ơn bạn đã ủng hộ."),
    "bot_greeting": (
        "Chào mừng bạn đến với shop demo! Shop giúp gì được ạ?",
        "Chào bạn, shop sẽ trả lời ngay.",
    ),
    "greeting": ("Dạ chào bạn!", "Chào bạn, shop demo nghe ạ.", "Dạ, shop giúp gì được ạ?"),
    "bot_answer": (
        "Đơn được gửi trong hai ngày làm việc. Mã vận đơn có trong đơn hàng.",
        "Bạn có thể trả hàng trong 15 ngày ở trang đơn hàng.",
        "Bạn xem bảng size và câu hỏi thường gặp nhé.",
    ),
    "transfer": ("Cuộc trò chuyện được chuyển cho nhân viên khác.",),
    "rating_request": ("Bạn vui lòng đánh giá cuộc trò chuyện.",),
    "broadcast": ("Tuần này shop demo giảm giá, mời bạn ghé!", "Shop demo có hàng mới hôm nay."),
    "outreach": ("Đơn demo của bạn đã đóng gói, bạn cần gì thêm không?", "Bạn thấy hàng đã mua thế nào ạ?"),
    "spam": ("Kiếm xu demo tại nhà, nhắn mình nhé.", "Tăng theo dõi demo giá rẻ, nhắn mình."),
}
REVIEWS = {
    "product": {
        "bad": ("Dùng hai ngày đã hỏng.", "Không giống ảnh.", "Chất liệu kém.", "Sai size, vải mỏng."),
        "neutral": ("Dùng tạm được.", "Đúng giá tiền.", "Chất lượng bình thường."),
        "good": ("Chất lượng tốt.", "Đúng như mô tả.", "Rất thích.", "Sẽ mua lại."),
    },
    "service": {
        "bad": ("Hỏi không ai trả lời.", "Shop nói chuyện khó chịu.", "Hứa mà không làm."),
        "neutral": ("Shop có trả lời nhưng chậm.", "Phục vụ tạm ổn."),
        "good": ("Shop thân thiện.", "Trả lời nhanh.", "Tư vấn nhiệt tình."),
    },
    "logistics": {
        "bad": ("Giao quá trễ.", "Hộp bị móp nát.", "Chờ hơn một tuần."),
        "neutral": ("Giao hơi lâu.", "Hộp hơi móp."),
        "good": ("Giao nhanh.", "Đóng gói kỹ.", "Tới sớm hơn dự kiến."),
    },
}
REVIEW_ENDINGS = {
    "bad": ("", " Thất vọng.", " Không mua nữa.", " Không nên mua."),
    "neutral": ("", " Tạm ổn.", " Nên cải thiện."),
    "good": ("", " Cảm ơn shop!", " Nên mua.", " Cho 5 sao."),
}
