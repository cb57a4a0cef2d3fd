namespace KpiPlatform.Cli.Wording;

/// <summary>Finds what a person probably meant.</summary>
internal static class NearestName
{
    private const int MaxDistance = 2;

    /// <summary>", did you mean 'x'?" for the nearest of <paramref name="known"/> at most two edits away, else empty.</summary>
    public static string Suggest(string name, IEnumerable<string> known)
    {
        var best = known
            .Select(candidate => (Candidate: candidate, Distance: Distance(name, candidate)))
            .OrderBy(pair => pair.Distance)
            .FirstOrDefault(pair => pair.Distance <= MaxDistance && pair.Distance < pair.Candidate.Length);
        return best.Candidate is null ? "" : $", did you mean '{best.Candidate}'?";
    }

    // Levenshtein distance by rows.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + cost));
            }
        }

        return row[b.Length];
    }
}
