namespace KpiPlatform.Architecture.Tests;

/// <summary>Who may refer to whom. Domain ← Grains.Abstractions ← Grains; Persistence → Domain; Gateway never sees Grains or Persistence; only Host sees everything.</summary>
public class DependencyTests
{
    private const string CoreApi = "Grpc.Core.Api";
    private const string NetCommon = "Grpc.Net.Common";

    // A new edge is a decision about the architecture: it is written here, or it is not there.
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        [CoreApi] = [],
        [NetCommon] = [CoreApi],
        ["KpiPlatform.Domain"] = [],
        ["KpiPlatform.Grains.Embedded"] = [],
        ["KpiPlatform.Grains.Abstractions"] = ["KpiPlatform.Domain", "KpiPlatform.Grains.Embedded"],
        ["KpiPlatform.Grains"] = ["KpiPlatform.Domain", "KpiPlatform.Grains.Abstractions", "KpiPlatform.Grains.Embedded"],
        ["KpiPlatform.Persistence"] = ["KpiPlatform.Domain"],
        ["KpiPlatform.Protocol"] = [CoreApi, NetCommon],
        ["KpiPlatform.Formatting"] = ["KpiPlatform.Protocol"],
        ["KpiPlatform.Spreadsheets"] = ["KpiPlatform.Domain", "KpiPlatform.Formatting"],
        ["KpiPlatform.Gateway"] =
        [
            "KpiPlatform.Domain", "KpiPlatform.Grains.Abstractions", "KpiPlatform.Grains.Embedded", "KpiPlatform.Protocol", "KpiPlatform.Spreadsheets", CoreApi, NetCommon,
        ],
        ["KpiPlatform.Dashboard"] = ["KpiPlatform.Formatting", "KpiPlatform.Protocol", CoreApi, NetCommon],
        ["KpiPlatform.Host"] =
        [
            "KpiPlatform.Dashboard", "KpiPlatform.Domain", "KpiPlatform.Gateway", "KpiPlatform.Grains", "KpiPlatform.Grains.Abstractions", "KpiPlatform.Grains.Embedded",
            "KpiPlatform.Persistence", "KpiPlatform.Protocol", CoreApi, NetCommon,
        ],
        ["KpiPlatform.Cli"] = ["KpiPlatform.Formatting", "KpiPlatform.Host", "KpiPlatform.Protocol", CoreApi, NetCommon],
    };

    // What a project may not see even through others.
    private static readonly (string From, string To)[] Hidden =
    [
        ("KpiPlatform.Dashboard", "KpiPlatform.Gateway"),
        ("KpiPlatform.Dashboard", "KpiPlatform.Grains"),
        ("KpiPlatform.Dashboard", "KpiPlatform.Grains.Abstractions"),
        ("KpiPlatform.Dashboard", "KpiPlatform.Persistence"),
        ("KpiPlatform.Dashboard", "KpiPlatform.Spreadsheets"),
        ("KpiPlatform.Gateway", "KpiPlatform.Dashboard"),
        ("KpiPlatform.Gateway", "KpiPlatform.Grains"),
        ("KpiPlatform.Gateway", "KpiPlatform.Persistence"),
        ("KpiPlatform.Grains", "KpiPlatform.Persistence"),
        ("KpiPlatform.Grains", "KpiPlatform.Protocol"),
        ("KpiPlatform.Grains.Abstractions", "KpiPlatform.Protocol"),
        ("KpiPlatform.Persistence", "KpiPlatform.Grains.Abstractions"),
    ];

    // Pure code: numbers and calendars, nothing that reads a file, a clock or a socket.
    private static readonly string[] PackagesOfDomain = ["MathNet.Numerics", "NodaTime"];

    public static TheoryData<string> SourceProjects() => new(Repository.Projects("src").Select(Repository.Relative));

    [Theory]
    [MemberData(nameof(SourceProjects))]
    public void References_OfASourceProject_AreAllowed(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);

        Allowed.ShouldContainKey(name, $"{name} is new: say in {nameof(DependencyTests)} what it may refer to.");
        Repository.ReferencesOf(Repository.PathOf(project)).Except(Allowed[name], StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void References_FollowedToTheirEnd_KeepHiddenWhatIsHidden()
    {
        var graph = Repository.Projects("src").ToDictionary(file => Path.GetFileNameWithoutExtension(file)!, Repository.ReferencesOf, StringComparer.Ordinal);

        foreach (var (from, to) in Hidden.Where(pair => graph.ContainsKey(pair.From)))
            Reachable(graph, from).ShouldNotContain(to, $"{from} sees {to}");
    }

    [Fact]
    public void References_OfSourceProjects_NeverLeadToTests()
    {
        var tests = Repository.Projects("tests").Select(Path.GetFileNameWithoutExtension).ToHashSet(StringComparer.Ordinal);

        Repository.Projects("src").SelectMany(Repository.ReferencesOf).Where(tests.Contains).ShouldBeEmpty();
    }

    [Fact]
    public void Packages_OfDomain_AreNumbersAndCalendarsOnly()
    {
        var packages = System.Xml.Linq.XDocument.Load(Repository.PathOf("src/KpiPlatform.Domain/KpiPlatform.Domain.csproj"))
            .Descendants("PackageReference")
            .Select(element => element.Attribute("Include")!.Value);

        packages.Except(PackagesOfDomain, StringComparer.Ordinal).ShouldBeEmpty();
    }

    private static HashSet<string> Reachable(Dictionary<string, IReadOnlyList<string>> graph, string from)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(graph[from]);
        while (open.TryPop(out var next))
        {
            if (!seen.Add(next) || !graph.TryGetValue(next, out var references))
                continue;
            foreach (var reference in references)
                open.Push(reference);
        }

        return seen;
    }
}
