"""Words for stages: verbs, nouns and participles of each language mean one stage."""

from __future__ import annotations

from collections import Counter

from microdep_rules.bom.overlays.answers import parse_stage
from microdep_rules.vocabulary.stages import load_stages

WORDS = {
    "designed": (
        "design; designing; designed",
        "Design; Entwurf; entwerfen; entworfen; Konstruktion; konstruiert; konstruieren",
        "设计",
        "設計",
    ),
    "chip_design": (
        "chip design; IC design; chip designed",
        "Chipentwurf; Chipdesign; Schaltungsentwurf",
        "芯片设计; 集成电路设计; IC设计",
        "チップ設計; IC設計; 回路設計",
    ),
    "mined": (
        "mine; mining; mined; extraction of ore; ore extraction",
        "abbauen; Abbau; abgebaut; Bergbau; gefördert; Förderung; Erzabbau; fördern",
        "开采; 采矿; 矿山开采; 采掘",
        "採掘; 採鉱; 鉱山採掘",
    ),
    "harvested": (
        "harvest; harvesting; harvested",
        "ernten; Ernte; geerntet",
        "采收; 采摘; 收割; 收获",
        "採取; 収穫; 伐採",
    ),
    "concentrated": (
        "concentrate; concentration; concentrated; beneficiation; flotation",
        "anreichern; Anreicherung; angereichert; Aufbereitung; aufbereitet; Flotation",
        "选矿; 富集; 浮选",
        "選鉱; 濃縮; 浮選",
    ),
    "recycled": (
        "recycle; recycling; recycled",
        "recyceln; Recycling; recycelt; rezykliert; wiederverwertet",
        "回收再生; 回收; 再生; 回收利用",
        "再生; リサイクル; 再利用",
    ),
    "collected_scrap": (
        "scrap collection; collected as scrap",
        "Schrottsammlung; als Schrott gesammelt",
        "废料收集; 作为废料收集",
        "スクラップ回収; スクラップとして回収",
    ),
    "recycled_milled": (
        "recycled milling; milled from recycled material",
        "aus Recyclingmaterial gemahlen",
        "用再生料磨粉",
        "再生材から粉砕",
    ),
    "separated": (
        "separate; separation; separated; separating; solvent extraction",
        "trennen; Trennung; getrennt; abgetrennt; Solventextraktion",
        "分离; 萃取; 萃取分离; 分离提纯",
        "分離; 分離精製; 溶媒抽出",
    ),
    "refined": (
        "refine; refining; refined; purification; purified",
        "raffinieren; Raffination; raffiniert; Raffinierung",
        "精炼; 提纯; 精制",
        "精製; 精錬",
    ),
    "calcined": (
        "calcine; calcination; calcined; calcining; roasting; roasted",
        "kalzinieren; Kalzinierung; kalziniert; Kalzination; Röstung; geröstet",
        "煅烧; 焙烧",
        "焼成; か焼; 焙焼",
    ),
    "converted_chemical": (
        "chemical conversion; chemically converted",
        "chemisch umgewandelt; chemische Umwandlung",
        "化学转化; 化学转换",
        "化学転換; 化学変換",
    ),
    "smelted": (
        "smelt; smelting; smelted",
        "verhütten; Verhüttung; verhüttet",
        "冶炼",
        "製錬; 溶錬",
    ),
    "reduced_to_metal": (
        "reduction; reduced to metal; metal making; reduction to metal; metallothermic reduction",
        "Reduktion; reduziert; zu Metall reduziert; Metallherstellung; reduzieren",
        "还原成金属; 还原; 金属还原",
        "金属に還元; 還元; 金属還元",
    ),
    "melted": (
        "melt; melting; melted",
        "schmelzen; geschmolzen; erschmolzen; Schmelze",
        "熔炼; 熔化; 熔融",
        "溶解; 溶融",
    ),
    "alloy_melted": (
        "alloying; alloyed; alloy melting; strip casting; strip cast",
        "legieren; legiert; Legierung schmelzen; Legierungsherstellung; Bandguss",
        "熔炼成合金; 合金熔炼; 合金化; 甩带; 速凝",
        "合金に溶製; 合金溶解; 合金化; ストリップキャスト",
    ),
    "remelted": (
        "remelt; remelting; remelted",
        "umschmelzen; umgeschmolzen",
        "重熔; 再熔炼",
        "再溶解; 再溶融",
    ),
    "processed": (
        "processing; processed",
        "verarbeiten; Verarbeitung; verarbeitet",
        "加工",
        "加工",
    ),
    "atomized": (
        "atomize; atomization; atomized; atomised; gas atomization",
        "zerstäuben; Zerstäubung; zerstäubt; Verdüsung; verdüst",
        "雾化制粉; 雾化",
        "アトマイズ; 噴霧粉化",
    ),
    "powder_formed": (
        "powder making; made into powder; jet milling; pulverized; pulverised",
        "Pulver; Pulverherstellung; pulverisiert; gemahlen; Mahlen; zu Pulver verarbeitet",
        "pulverisieren",
        "制成粉末; 制粉; 粉碎; 气流磨; 磨粉",
        "粉末化; 粉砕; 製粉; ジェットミル",
    ),
    "sputtered": (
        "sputter; sputtering; sputtered",
        "sputtern; gesputtert",
        "溅射",
        "スパッタ; スパッタリング",
    ),
    "consolidated": (
        "consolidate; consolidation; consolidated; hot pressing; hot pressed",
        "verdichten; Verdichtung; verdichtet; heißgepresst; Heißpressen",
        "致密化; 热压",
        "固化成形; 緻密化; ホットプレス",
    ),
    "pressed": (
        "pressing; pressed; compaction; compacted",
        "pressen; gepresst; Pressung; Formpressen; kompaktiert",
        "压制; 压制成型",
        "プレス成形; プレス; 圧縮成形",
    ),
    "sintered": (
        "sinter; sintering; sintered",
        "sintern; gesintert; Sinterung",
        "烧结",
        "焼結",
    ),
    "bonded": (
        "bonding; bonded; resin bonded; injection moulded; injection molded",
        "binden; gebunden; kunststoffgebunden",
        "粘结; 粘结成型",
        "ボンド成形; ボンド",
    ),
    "magnetized": (
        "magnetize; magnetise; magnetizing; magnetised; magnetization; magnetized",
        "magnetisieren; Magnetisierung; magnetisiert; aufmagnetisiert",
        "充磁; 磁化",
        "着磁; 磁化",
    ),
    "cast": (
        "cast; casting; die casting",
        "gießen; Guss; gegossen; Druckguss",
        "铸造; 压铸; 浇铸",
        "鋳造; ダイカスト",
    ),
    "forged": (
        "forging; forged",
        "schmieden; geschmiedet",
        "锻造",
        "鍛造",
    ),
    "rolled": (
        "rolling; rolled",
        "walzen; gewalzt",
        "轧制",
        "圧延",
    ),
    "drawn": (
        "drawing; drawn; wire drawing",
        "ziehen; gezogen; Drahtziehen",
        "拉拔; 拉丝",
        "伸線; 引抜き",
    ),
    "extruded": (
        "extrude; extrusion; extruded; extruding",
        "extrudieren; Extrusion; extrudiert; stranggepresst; Strangpressen",
        "挤压; 挤出",
        "押出; 押出成形",
    ),
    "heat_treated": (
        "heat treat; heat treatment; heat-treated; heat treated; annealed; annealing; tempered",
        "tempering; hardened; hardening; quenched; quenching; aged; ageing",
        "wärmebehandeln; Wärmebehandlung; wärmebehandelt; gehärtet; Härten; Härtung",
        "geglüht; Glühen; angelassen; Anlassen; vergütet; Vergüten; abgeschreckt; Abschrecken",
        "einsatzgehärtet",
        "热处理; 退火; 淬火; 回火; 时效",
        "熱処理; 焼鈍; 焼入れ; 焼き入れ; 焼戻し; 時効",
    ),
    "machined": (
        "machining; machined; ground; grinding; turned; turning; drilled; drilling; polished",
        "polishing; cut; cutting; sliced",
        "spanend bearbeitet; geschliffen; Schleifen; gefräst; Fräsen; gedreht; Drehen; zerspant",
        "Zerspanung; bearbeitet; gebohrt; Bohren; poliert; Polieren; geschnitten; gesägt",
        "Bearbeitung",
        "机械加工; 机加工; 磨加工; 研磨; 车削; 铣削; 切割; 抛光; 切削; 钻孔",
        "機械加工; 研磨; 研削; 切削; 旋削; 切断; 穴あけ; 切削加工",
    ),
    "coated": (
        "coating; coated; plated; plating; painted; painting; anodized; anodizing; anodised",
        "galvanized; electroplated",
        "beschichten; Beschichtung; beschichtet; vernickelt; verzinkt; lackiert; Lackieren",
        "eloxiert; Eloxieren; galvanisiert; Galvanik; verchromt; phosphatiert; brüniert",
        "涂覆; 电镀; 镀镍; 喷涂; 涂装; 阳极氧化; 涂层; 表面处理",
        "コーティング; めっき; メッキ; 塗装; アルマイト; 表面処理; 被覆",
    ),
    "manufactured": (
        "manufacture; manufacturing; manufactured; made; produced; production; fabricated",
        "herstellen; Herstellung; hergestellt; gefertigt; Fertigung; produziert; Produktion",
        "制造; 生产",
        "製造; 生産",
    ),
    "crystal_grown": (
        "crystal growth; grown as a crystal; crystal growing",
        "Kristallzucht; als Kristall gezüchtet; Kristallzüchtung",
        "晶体生长; 拉晶",
        "結晶成長; 単結晶育成",
    ),
    "ingot_wafering": (
        "wafering; cut into wafers",
        "zu Wafern geschnitten; Wafern",
        "切割成晶圆; 切片",
        "ウェーハに切断; ウェハ切断",
    ),
    "epitaxially_grown": (
        "epitaxy; epitaxial growth",
        "Epitaxie; als Schicht aufgewachsen",
        "外延生长; 外延",
        "エピタキシャル成長; エピタキシー",
    ),
    "wafer_fab": (
        "wafer fabrication; fabricated on a wafer; wafer fab; front end; diffusion",
        "auf einem Wafer gefertigt; Waferfertigung; Wafer-Fertigung; Diffusion",
        "晶圆制造; 晶圆生产; 前道",
        "ウェーハ製造; 前工程; ウェハ製造",
    ),
    "pcb_fabricated": (
        "PCB fabrication; board fabrication; fabricated as a board; PCB manufacturing",
        "als Leiterplatte gefertigt; Leiterplattenfertigung; Leiterplattenherstellung",
        "印制板制造; 电路板制造; PCB制造",
        "基板製造; プリント基板製造",
    ),
    "electrode_made": (
        "electrode making; made into an electrode; electrode production",
        "zu einer Elektrode verarbeitet; Elektrodenfertigung; Elektrodenherstellung",
        "制成电极; 电极制造",
        "電極化; 電極製造",
    ),
    "cell_made": (
        "cell making; made into a cell; cell production; cell manufacturing",
        "zu einer Zelle verarbeitet; Zellfertigung; Zellherstellung; Zellproduktion",
        "制成电芯; 电芯制造; 电芯生产",
        "セル化; セル製造",
    ),
    "wound": (
        "winding; wound; coil winding",
        "wickeln; gewickelt; Wicklung",
        "绕制; 绕线",
        "巻線; 巻き線",
    ),
    "assembled": (
        "assemble; assembly; assembled; assembling",
        "montieren; Montage; montiert; zusammengebaut; Zusammenbau",
        "装配; 组装",
        "組立; 組み立て; 組立て",
    ),
    "packaged": (
        "packaging; packaged; encapsulation; encapsulated",
        "Gehäusung; gehäust; verkapselt; Verkapselung",
        "封装",
        "パッケージング; 封止; 後工程",
    ),
    "board_assembled": (
        "board assembly; assembled into a board; SMT assembly; SMT",
        "bestückt; Bestückung; bestücken; zu einer Baugruppe bestückt",
        "Leiterplattenbestückung",
        "装配成电路板; 贴片; SMT贴片",
        "基板に実装; 実装; 基板実装",
    ),
    "module_assembled": (
        "module assembly; assembled into a module",
        "zu einem Modul montiert; Modulmontage",
        "装配成模组; 模组装配; 模组组装",
        "モジュールに組立; モジュール組立",
    ),
    "final_assembly": (
        "final assembly; finally assembled",
        "Endmontage; endmontiert",
        "最终装配; 总装",
        "最終組立; 総組立",
    ),
    "tested": (
        "test; testing; tested; inspection; inspected",
        "prüfen; Prüfung; geprüft; getestet; Test",
        "测试; 检测; 检验",
        "試験; 検査; テスト",
    ),
    "spun": (
        "spinning; spun",
        "spinnen; gesponnen",
        "纺丝; 纺纱",
        "紡糸; 紡績",
    ),
    "carbonized": (
        "carbonize; carbonization; carbonized; graphitized",
        "karbonisieren; Karbonisierung; karbonisiert; Carbonisierung; graphitiert",
        "碳化; 石墨化",
        "炭化; 黒鉛化",
    ),
    "woven": (
        "weave; weaving; woven",
        "weben; gewebt",
        "织造; 编织",
        "織布; 製織",
    ),
    "laminated": (
        "lamination; laminated; laminating",
        "laminieren; laminiert",
        "层压",
        "積層; ラミネート",
    ),
    "developed": (
        "develop; development; developed",
        "entwickeln; Entwicklung; entwickelt",
        "开发; 研发",
        "開発",
    ),
    "software_developed": (
        "software development; developed as software",
        "Softwareentwicklung; als Software entwickelt",
        "软件开发",
        "ソフトウェアとして開発; ソフトウェア開発",
    ),
    "built": (
        "built; compiled",
        "gebaut (Software); kompiliert",
        "软件构建; 编译",
        "ビルド",
    ),
}
"""Words of each stage in English, German, Chinese and Japanese."""


def test_each_stage_has_its_words_in_each_language() -> None:
    assert {*load_stages().vocabulary.terms} == {*WORDS}
    wrong = [
        (stage, word, parse_stage(word))
        for stage, languages in WORDS.items()
        for word in "; ".join(languages).split("; ")
        if parse_stage(word) != stage
    ]
    assert [] == wrong


def test_no_word_means_two_stages() -> None:
    known = Counter(
        word
        for languages in WORDS.values()
        for word in {word.casefold() for word in "; ".join(languages).split("; ")}
    )
    assert [] == [word for word, number in known.items() if number > 1]


def test_a_word_for_several_stages_is_not_read() -> None:
    words = ("milled", "powder", "成型", "处理", "gereinigt", "vergossen", "electrolysis", "package")
    assert [] == [word for word in words if parse_stage(word)]
