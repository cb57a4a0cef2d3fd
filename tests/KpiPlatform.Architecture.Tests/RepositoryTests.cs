using System.Text.RegularExpressions;

namespace KpiPlatform.Architecture.Tests;

/// <summary>What every project brings along, and what no file contains.</summary>
public partial class RepositoryTests
{
    private const int AskWhyAtLines = 400;
    private const int MedianLines = 80;

    private static readonly string[] TextFiles =
        [".cs", ".csproj", ".props", ".targets", ".proto", ".md", ".json", ".sh", ".py", ".mjs", ".js", ".yaml", ".yml", ".sql", ".sln", ".txt", ".csv"];

    public static TheoryData<string> AllProjects() =>
        new(Repository.Projects("src").Concat(Repository.Projects("tests")).Select(Repository.Relative));

    [Theory]
    [MemberData(nameof(AllProjects))]
    public void Project_Has_AReadme(string project)
    {
        // The two contract assemblies are one thing and share theirs.
        var folder = Path.GetDirectoryName(Repository.PathOf(project))!;
        var readme = project.StartsWith("src/Contracts/", StringComparison.Ordinal)
            ? Path.Combine(Path.GetDirectoryName(folder)!, "README.md")
            : Path.Combine(folder, "README.md");

        File.Exists(readme).ShouldBeTrue($"{Repository.Relative(readme)} is missing");
        File.ReadAllText(readme).Length.ShouldBeGreaterThan(100, Repository.Relative(readme));
    }

    [Fact]
    public void Solution_Names_EveryProject()
    {
        var solution = File.ReadAllText(Repository.PathOf("KpiPlatform.sln")).Replace('\\', '/');
        var named = ProjectPath().Matches(solution).Select(match => match.Groups["path"].Value);

        named.Order(StringComparer.Ordinal).ShouldBe(
            Repository.Projects("src").Concat(Repository.Projects("tests")).Select(Repository.Relative).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void License_Is_Mit() => File.ReadAllText(Repository.PathOf("LICENSE")).ShouldStartWith("MIT License");

    [Fact]
    public void Files_NameNoPath_OfOneMachine()
    {
        var offending = Repository.Files()
            .Where(file => TextFiles.Contains(Path.GetExtension(file), StringComparer.Ordinal) || Path.GetExtension(file).Length == 0)
            .SelectMany(file => File.ReadLines(file).Select((text, index) => (file, text, Line: index + 1)))
            .Where(line => MachinePath().IsMatch(line.text))
            .Select(line => $"{Repository.Relative(line.file)}:{line.Line}");

        offending.ShouldBeEmpty();
    }

    [Fact]
    public void Sources_LeaveNothing_Open()
    {
        string[] words = ["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Exception"];
        var offending = Repository.Files("src")
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal))
            .Where(file => Array.Exists(words, word => File.ReadAllText(file).Contains(word, StringComparison.Ordinal)))
            .Select(Repository.Relative);

        offending.ShouldBeEmpty();
    }

    [Fact]
    public void Sources_AreSmall_ByTheMedian()
    {
        var lines = Repository.Files("src")
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal))
            .Select(file => File.ReadLines(file).Count())
            .Order()
            .ToList();

        lines[lines.Count / 2].ShouldBeLessThan(MedianLines);
        lines.Count(count => count > AskWhyAtLines).ShouldBeLessThan(lines.Count / 50, $"files of more than {AskWhyAtLines} lines are exceptions");
    }

    [GeneratedRegex("= \"[^\"]+\", \"(?<path>[^\"]+\\.csproj)\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ProjectPath();

    // Written so that it does not match itself.
    [GeneratedRegex(@"(?<![\w.$}])/(?:ho[m]e|ro[o]t|Us[e]rs|w[o]rk|f[a]rm|t[m]p)/[A-Za-z.]|[A-Z]:\\Us[e]rs", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MachinePath();
}
