"""Under which licence data goes out, and whose data is in it (fixtures/README.md)."""

from typing import Any, Final


OURS: Final[dict[str, Any]] = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
MIT: Final[dict[str, Any]] = {"name": "MIT", "title": "MIT License", "path": "https://opensource.org/license/mit"}
CKAN_LICENCE: Final = "cc-by"
"""What portals on CKAN call ours."""

PUBLISHER: Final = "DPMPPA Kota Jambi"
PORTAL: Final = {"title": "Portal BANTAR, Kota Jambi"}
REGION_CODES: Final = {
    "title": "Kode wilayah: Kepmendagri No. 300.2.2-2430 Tahun 2025, disalin dari cahyadsn/wilayah (MIT)",
    "path": "https://github.com/cahyadsn/wilayah",
}
BOUNDARIES: Final = {
    "title": "Batas wilayah: cahyadsn/wilayah_boundaries (MIT), disederhanakan",
    "path": "https://github.com/cahyadsn/wilayah_boundaries",
}

ATTRIBUTION: Final = "Portal BANTAR, Kota Jambi (CC BY 4.0)"

TEXT: Final = """\
LISENSI / LICENCE

Data ini boleh dipakai, disalin, diubah, dan dibagikan oleh siapa pun, juga untuk usaha, asal sumbernya disebut:
This data may be used, copied, changed and shared by anybody, also commercially, if its source is named:

    Portal BANTAR, Kota Jambi. Creative Commons Attribution 4.0 International (CC BY 4.0)
    https://creativecommons.org/licenses/by/4.0/

Pengecualian / Exceptions

1. Kode dan nama wilayah / region codes and names: Kepmendagri No. 300.2.2-2430 Tahun 2025, disalin dari /
   transcribed in cahyadsn/wilayah. Copyright (c) 2017-2025 Cahya DSN, MIT License.
2. Batas wilayah / boundaries: cahyadsn/wilayah_boundaries, disederhanakan / simplified. Copyright (c) 2024
   Cahya DSN, MIT License.
3. Rekap tahun-tahun lalu / recaps of past years: angka yang dikutip dari makalah dan data terbuka yang disebut
   pada kolom sumber / figures quoted from the papers and open data named in the column sumber. Angka adalah
   fakta / figures are facts.
4. Bunyi 21 indikator / wording of the 21 indicators: naskah resmi Kota Jambi / official text of Kota Jambi.

MIT License

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation
the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and
to permit persons to whom the Software is furnished to do so, subject to the following conditions: The above
copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software. THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT
LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT
SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION
OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER
DEALINGS IN THE SOFTWARE.
"""
