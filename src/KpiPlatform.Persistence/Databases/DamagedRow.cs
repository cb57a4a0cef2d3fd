using KpiPlatform.Domain;

namespace KpiPlatform.Persistence.Databases;

/// <summary>Rows that do not say what was written: nothing is computed from them.</summary>
internal static class DamagedRow
{
    /// <summary>What an admin does about a row that only a backup has.</summary>
    public const string RestoreIt = "Check the disk and memory of the database server, and restore the row from a backup.";

    /// <summary>What an admin does about a row that the journal can give again.</summary>
    public const string CountAnew = "Check the disk and memory of the database server, and count the tenant anew from the journal (kpi tenant backfill).";

    /// <summary>Throws if a row with a checksum has another one.</summary>
    /// <param name="stored">The checksum beside the row; null: there is none.</param>
    /// <param name="computed">That of what was read.</param>
    /// <param name="what">Which row, by numbers; begins a sentence.</param>
    /// <param name="remedy">What an admin does about it.</param>
    /// <exception cref="DomainException">DataLoss, ROW_DAMAGED: they differ.</exception>
    public static void ThrowIfDiffers(int? stored, int computed, Func<string> what, string remedy)
    {
        if (stored is not { } value || value == computed)
            return;
        PersistenceMetrics.DamagedRows.Add(1);
        throw new DomainException(ErrorKind.DataLoss, "ROW_DAMAGED", $"{what()} is damaged in the database: its checksum differs. It was not used. {remedy}");
    }
}
