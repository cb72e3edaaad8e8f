"""Parquet with personal columns encrypted (Parquet modular encryption, AES-GCM, keys wrapped by the data key), or sealed whole.

Which of both is the ring's `suite`; files of either kind are read beside each other.

Reading goes through `read_batches` alone: touching column statistics or filtering an encrypted column without its key
crashes or hangs the reader, so neither is offered.
"""

import base64
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from etl.store.keys import SM4_GCM, KeyRing
from etl.store.sm4 import SealedReader, SealingWriter, is_sealed

NONCE = 12
ROW_GROUP = 1 << 17
COLUMN_KEY = "personal"
FOOTER_KEY = "footer"


class _Kms(pe.KmsClient):  # type: ignore[misc] # pyarrow ships no types
    """Wraps file keys with the data key of the store; the key's version travels with the wrapped key."""

    def __init__(self, ring: KeyRing) -> None:
        super().__init__()
        self._ring = ring

    def wrap_key(self, key_bytes: bytes, master_key_identifier: str) -> bytes:
        nonce = os.urandom(NONCE)
        sealed = AESGCM(self._ring.secret).encrypt(nonce, key_bytes, master_key_identifier.encode())
        return f"{self._ring.current}:{base64.b64encode(nonce + sealed).decode()}".encode()

    def unwrap_key(self, wrapped_key: bytes | str, master_key_identifier: str) -> bytes:
        text = wrapped_key.decode() if isinstance(wrapped_key, bytes) else wrapped_key
        version, _, body = text.partition(":")
        sealed = base64.b64decode(body)
        key = AESGCM(self._ring.keys[version])
        return key.decrypt(sealed[:NONCE], sealed[NONCE:], master_key_identifier.encode())


def _factory(ring: KeyRing) -> pe.CryptoFactory:
    return pe.CryptoFactory(lambda _config: _Kms(ring))


def repeating(table: pa.Table) -> list[str]:
    """Columns whose values come again within a table: for all others a dictionary is work without gain."""
    return [
        name
        for name, column in zip(table.schema.names, table.columns, strict=True)
        if pc.count_distinct(column, mode="all").as_py() * 2 <= table.num_rows
    ]


class EncryptedWriter:
    """Writes batches of one schema to one file; columns named in `personal` are sealed."""

    def __init__(self, path: Path, schema: pa.Schema, personal: Sequence[str], ring: KeyRing) -> None:
        sealed = [name for name in personal if name in schema.names]
        properties = None
        self._whole = SealingWriter(path, ring) if sealed and ring.suite == SM4_GCM else None
        if sealed and self._whole is None:
            config = pe.EncryptionConfiguration(
                footer_key=FOOTER_KEY,
                column_keys={COLUMN_KEY: sealed},
                plaintext_footer=True,
                data_key_length_bits=256,
            )
            # The factory must outlive the writer: it holds the key service.
            self._factory = _factory(ring)
            properties = self._factory.file_encryption_properties(pe.KmsConnectionConfig(), config)
        self._path, self._schema, self._properties = path, schema, properties
        self._writer: pq.ParquetWriter | None = None

    def _open(self, first: pa.Table) -> pq.ParquetWriter:
        if self._writer is None:
            self._writer = pq.ParquetWriter(
                self._path if self._whole is None else self._whole,
                self._schema,
                compression="zstd",
                encryption_properties=self._properties,
                use_dictionary=repeating(first),
                # Nobody asks for them, and those of sealed columns would be readable in the plain footer.
                write_statistics=False,
            )
        return self._writer

    def write(self, table: pa.Table) -> None:
        self._open(table).write_table(table, row_group_size=ROW_GROUP)

    def close(self) -> None:
        self._open(self._schema.empty_table()).close()
        if self._whole is not None:
            self._whole.close()


def write_table(path: Path, table: pa.Table, personal: Sequence[str], ring: KeyRing) -> None:
    writer = EncryptedWriter(path, table.schema, personal, ring)
    try:
        writer.write(table)
    finally:
        writer.close()


def open_file(path: Path, ring: KeyRing, packed: Sequence[str] = ()) -> pq.ParquetFile:
    """`packed`: columns of text that are read as their distinct values and a number a row."""
    if is_sealed(path):
        return pq.ParquetFile(SealedReader(path, ring), read_dictionary=packed)
    factory = _factory(ring)
    properties = factory.file_decryption_properties(pe.KmsConnectionConfig())
    return pq.ParquetFile(path, decryption_properties=properties, read_dictionary=packed)


def read_batches(
    path: Path,
    ring: KeyRing,
    columns: Sequence[str] | None = None,
    rows: int = ROW_GROUP,
    *,
    packed: bool = False,
) -> Iterator[pa.RecordBatch]:
    """The rows of a file, sealed columns opened; with texts packed that the file holds so, where that is asked for."""
    file = open_file(path, ring)
    if packed and file.metadata.num_row_groups:
        group, schema = file.metadata.row_group(0), file.schema_arrow
        texts = [at for at, one in enumerate(schema) if one.type == pa.string()]
        file = open_file(
            path, ring, [schema.names[at] for at in texts if group.column(at).has_dictionary_page]
        )
    yield from file.iter_batches(batch_size=rows, columns=list(columns) if columns is not None else None)


def read_table(path: Path, ring: KeyRing, columns: Sequence[str] | None = None) -> pa.Table:
    file = open_file(path, ring)
    return file.read(columns=list(columns) if columns is not None else None)


def write_plain(path: Path, batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> int:
    """Batches as one unsealed file: only for the scratch folder of a running engine. The number of rows."""
    count = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)
            count += batch.num_rows
    return count
