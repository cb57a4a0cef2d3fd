using System.Data.Common;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Persistence.Databases;

namespace KpiPlatform.Persistence.Reading;

/// <summary>Rows of the journal as they are selected and read.</summary>
internal static class RowMapper
{
    /// <summary>Columns of the tables journal j and journal_personal p, in the order that <see cref="Read"/> expects.</summary>
    public const string Columns =
        "j.customer, j.version, j.position, j.recorded_at, j.occurred_at, j.source, j.identity_hash, j.revision, j.content_hash, j.kind, j.definition, j.facts, p.personal, j.tenant, j.checksum, p.checksum";

    /// <summary>Number of <see cref="Columns"/>.</summary>
    public const int ColumnCount = 16;

    /// <summary>Reads the row that the reader stands on, if it is as it was written.</summary>
    /// <param name="database">Where it comes from.</param>
    /// <param name="reader">The reader.</param>
    /// <param name="first">Ordinal of the first of <see cref="Columns"/>.</param>
    /// <exception cref="Domain.DomainException">DataLoss: it is not.</exception>
    public static JournalRow Read(SqlDatabase database, DbDataReader reader, int first = 0)
    {
        var kind = reader.GetInt16(first + 9);
        var row = new JournalRow(
            new CustomerNumber(reader.GetInt64(first)),
            reader.GetInt64(first + 1),
            StoredBits.ToPosition(reader.GetInt64(first + 2)),
            database.ReadTime(reader, first + 3),
            reader.GetInt32(first + 10),
            new EncodedInteraction(
                (InteractionKind)kind,
                database.ReadTime(reader, first + 4),
                reader.GetString(first + 5),
                StoredBits.FromOrdered(reader.GetInt64(first + 6)),
                reader.GetInt32(first + 7),
                StoredBits.FromRaw(reader.GetInt64(first + 8)),
                reader.Bytes(first + 11),
                reader.Bytes(first + 12)));
        var tenant = reader.GetInt32(first + 13);
        DamagedRow.ThrowIfDiffers(reader.IntOrNull(first + 14), RowChecksum.OfRow(tenant, row, kind), () => Describe("Interaction", tenant, row), DamagedRow.RestoreIt);
        if (!row.Interaction.Personal.IsEmpty)
        {
            DamagedRow.ThrowIfDiffers(
                reader.IntOrNull(first + 15),
                RowChecksum.OfPersonal(tenant, row.Customer.Value, StoredBits.Of(row.Position), row.Interaction.Personal.Span),
                () => Describe("The personal part of interaction", tenant, row),
                DamagedRow.RestoreIt);
        }

        return row;
    }

    private static string Describe(string what, int tenant, JournalRow row) =>
        $"{what} {row.Version} of customer number {row.Customer.Value} (tenant number {tenant}, journal position {StoredBits.Of(row.Position)})";
}
