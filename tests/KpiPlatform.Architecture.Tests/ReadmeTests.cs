namespace KpiPlatform.Architecture.Tests;

/// <summary>The README's examples are the files that tests run, and its commands are those that the build server runs.</summary>
public class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Repository.PathOf("README.md")).ReplaceLineEndings("\n");

    [Theory]
    [InlineData("js", "tests/interop/node/quickstart.mjs")]
    [InlineData("python", "tests/interop/python/quickstart.py")]
    public void Example_InTheReadme_IsTheFileThatRuns(string language, string file) =>
        Block(language).ShouldBe(File.ReadAllText(Repository.PathOf(file)).ReplaceLineEndings("\n"));

    [Fact]
    public void Example_InCSharp_IsTheCodeThatRuns()
    {
        var code = File.ReadAllText(Repository.PathOf("tests/KpiPlatform.EndToEnd.Tests/Interop/Quickstart.cs")).ReplaceLineEndings("\n");
        var lines = code.Split('\n')
            .SkipWhile(line => line.Trim() != "// <readme>").Skip(1)
            .TakeWhile(line => line.Trim() != "// </readme>")
            .Select(line => line.Length == 0 ? line : line[8..]);

        Block("csharp").ShouldBe(string.Join('\n', lines) + "\n");
    }

    [Theory]
    [InlineData("dotnet run --project src/KpiPlatform.Host -- --demo", "README.md")]
    [InlineData("dotnet test KpiPlatform.sln", "README.md")]
    [InlineData("dotnet test KpiPlatform.sln", ".ci/run")]
    public void Command_OfTheReadme_StandsIn(string command, string file) =>
        File.ReadAllText(Repository.PathOf(file)).ShouldContain(command);

    private static string Block(string language)
    {
        var start = $"\n```{language}\n";
        var from = Readme.IndexOf(start, StringComparison.Ordinal);
        from.ShouldBeGreaterThan(0, $"no example in {language}");
        from += start.Length;
        return Readme[from..(Readme.IndexOf("\n```\n", from, StringComparison.Ordinal) + 1)];
    }
}
