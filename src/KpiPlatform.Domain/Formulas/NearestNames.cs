namespace KpiPlatform.Domain.Formulas;

/// <summary>Suggests names for one that is mistyped.</summary>
internal static class NearestNames
{
    private const int MaxSuggestions = 3;
    private const int MaxLength = 64;

    /// <summary>At most three names that differ in few letters, the nearest first; empty if none is near.</summary>
    public static IReadOnlyList<string> Of(string name, IEnumerable<string> names) =>
        name.Length > MaxLength
            ? []
            : [.. names.Select(known => (Name: known, Distance: Distance(name, known)))
                .Where(known => known.Distance <= Math.Max(1, name.Length / 3))
                .OrderBy(known => known.Distance).ThenBy(known => known.Name, StringComparer.Ordinal)
                .Take(MaxSuggestions).Select(known => known.Name)];

    /// <summary>Letters to insert, leave out or exchange (Levenshtein).</summary>
    private static int Distance(string one, string other)
    {
        var row = new int[other.Length + 1];
        for (var j = 0; j < row.Length; j++)
            row[j] = j;
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j < row.Length; j++)
            {
                var cost = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(cost, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
