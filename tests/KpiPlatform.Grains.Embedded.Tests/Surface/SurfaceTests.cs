namespace KpiPlatform.Grains.Embedded.Tests.Surface;

public sealed class SurfaceTests
{
    private const string ModelNamespace = "KpiPlatform.Grains.Embedded";

    private static readonly ILookup<string, string> Actual = PublicSurface.Of(typeof(Grain).Assembly.Location);
    private static readonly ILookup<string, string> Listed = Read();

    [Fact]
    public void ModelNamespace_HasExactlyTheListedOrleansMembers()
    {
        var mirrored = Listed.Where(section => section.Key != "own").SelectMany(section => section).ToArray();
        mirrored.Length.ShouldBeGreaterThan(200);
        Actual[ModelNamespace].Except(mirrored).ShouldBeEmpty("each of these has to match a member of Orleans, or live in another namespace");
        mirrored.Except(Actual[ModelNamespace]).ShouldBeEmpty("these are listed but not there");
    }

    [Fact]
    public void OtherNamespaces_HaveExactlyTheTypesListedAsOwn()
    {
        var own = Actual.Where(g => g.Key != ModelNamespace).SelectMany(g => g.Select(line => $"{g.Key}.{line.Split(':')[0]}")).Distinct();
        own.ShouldBe(Listed["own"], ignoreOrder: true);
    }

    private static ILookup<string, string> Read()
    {
        var section = string.Empty;
        var lines = new List<(string Section, string Line)>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "OrleansMembers.txt")))
        {
            if (line.StartsWith('['))
            {
                section = line.Trim('[', ']');
            }
            else if (line.Length > 0 && !line.StartsWith('#'))
            {
                lines.Add((section, line));
            }
        }

        return lines.ToLookup(l => l.Section, l => l.Line);
    }
}
