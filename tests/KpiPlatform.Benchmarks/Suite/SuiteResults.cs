using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace KpiPlatform.Benchmarks.Suite;

/// <summary>A file for each day and commit; points measured later that day replace those measured earlier, so that a suite can be run in parts.</summary>
internal static class SuiteResults
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Folder of the source; null if the program does not lie in it.</summary>
    public static string? Root()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "KpiPlatform.sln")))
                return directory.FullName;
        }

        return null;
    }

    /// <summary>Writes figures and page.</summary>
    /// <returns>The JSON file.</returns>
    public static async Task<string> WriteAsync(string directory, SuiteEnvironment environment, IReadOnlyList<MeasuredPoint> points, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        var file = Path.Combine(directory, $"{environment.Date:yyyy-MM-dd}-{environment.Commit.TrimEnd('+')}.json");
        var measured = new SortedDictionary<int, MeasuredPoint>();
        if (File.Exists(file) && JsonNode.Parse(await File.ReadAllTextAsync(file, cancellationToken)) is { } known)
        {
            foreach (var point in known["points"].Deserialize<MeasuredPoint[]>(Options) ?? [])
                measured[point.Number] = point;
        }

        foreach (var point in points)
            measured[point.Number] = point;
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { environment, points = measured.Values }, Options) + "\n", cancellationToken);
        await using var page = new StreamWriter(Path.ChangeExtension(file, ".md"));
        SuitePage.WriteMarkdown(page, environment, [.. measured.Values]);
        return file;
    }
}
