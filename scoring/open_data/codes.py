"""What the codes in columns mean, and the rules of an edition, in Indonesian and English."""

from typing import Final

from scoring.open_data.fields import Words


TRACKS: Final = {
    "reguler": Words("jalur biasa", "the ordinary track"),
    "kencana": Words("jalur bagi RT yang menang tiga tahun berturut-turut", "for RTs that won three years in a row"),
}
STATES: Final = {
    "counted": Words("dinilai, atau lembarnya belum cukup (tanpa peringkat)", "counted, or short of sheets (no rank)"),
    "unvisited": Words("belum dikunjungi", "not visited"),
    "not_assessed": Words("tidak dinilai", "not assessed"),
    "disqualified": Words("didiskualifikasi", "disqualified"),
}
FAILED_TESTS: Final = {
    "quorum": Words("lembar nilai kurang dari kuorum", "fewer score sheets than the quorum"),
    "bersih": Words("nilai Bersih di bawah batas", "Bersih below the floor"),
    "aman": Words("nilai Aman di bawah batas", "Aman below the floor"),
    "pintar": Words("nilai Pintar di bawah batas", "Pintar below the floor"),
    "total": Words("nilai total di bawah nilai lulus", "the total below the pass mark"),
}
STEPS: Final = {
    "total": Words("nilai total", "the total"),
    "bersih": Words("nilai sama, dibedakan oleh Bersih", "equal totals told apart by Bersih"),
    "aman": Words("nilai sama, dibedakan oleh Aman", "equal so far, told apart by Aman"),
    "pintar": Words("nilai sama, dibedakan oleh Pintar", "equal so far, told apart by Pintar"),
    "shared": Words("peringkat bersama", "the rank is shared"),
}
ASPECTS: Final = {
    "bersih": Words("aspek Bersih", "the aspect Bersih (clean)"),
    "aman": Words("aspek Aman", "the aspect Aman (safe)"),
    "pintar": Words("aspek Pintar", "the aspect Pintar (smart)"),
}

RULE_WORDS: Final = {
    "edition": Words("edisi", "edition"),
    "version": Words("versi hasil", "version of the result"),
    "digest": Words("sidik SHA-256 bentuk baku hasil", "SHA-256 over the canonical form"),
    "scale_max": Words("nilai tertinggi tiap indikator", "highest score of an indicator"),
    "aggregation": Words(
        "mean: rata-rata; trimmed: mulai 5 lembar, satu nilai tertinggi dan terendah dibuang",
        "mean, or trimmed: from 5 sheets on one highest and one lowest score are dropped",
    ),
    "quorum": Words("lembar nilai paling sedikit", "fewest score sheets"),
    "pass_mark": Words("nilai total paling rendah untuk lulus", "lowest total that passes"),
    "aspect_floor": Words("nilai paling rendah tiap aspek untuk lulus", "lowest aspect value that passes"),
    "mode": Words(
        "threshold: semua yang lulus menang; top_n: N terbaik", "threshold: all who pass win; top_n: the best N"
    ),
    "top_n": Words("pemenang per kategori dan jalur", "winners per category and track"),
    "best_in_city_prize": Words("tambahan hadiah terbaik se-kota (rupiah)", "bonus of the best in the city (rupiah)"),
    "budget": Words("anggaran (rupiah)", "budget (rupiah)"),
    "aspect_weights.bersih": Words("bobot aspek Bersih", "weight of the aspect Bersih"),
    "aspect_weights.aman": Words("bobot aspek Aman", "weight of the aspect Aman"),
    "aspect_weights.pintar": Words("bobot aspek Pintar", "weight of the aspect Pintar"),
    "prize_total": Words("jumlah semua hadiah (rupiah)", "all prizes together (rupiah)"),
}
