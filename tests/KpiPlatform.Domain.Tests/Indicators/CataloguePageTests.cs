using System.Runtime.CompilerServices;
using System.Text;
using KpiPlatform.Domain.Indicators;

namespace KpiPlatform.Domain.Tests.Indicators;

/// <summary>The page of the catalogue is made of the catalogue.</summary>
public sealed class CataloguePageTests
{
    /// <summary>Set it to 1 to write the page anew instead of comparing it.</summary>
    private const string Update = "KPI_UPDATE_PAGES";

    [Fact]
    public void CataloguePage_IsThatOfTheCatalogue()
    {
        var path = Path.Combine(Root(), "src", "KpiPlatform.Domain", "Indicators", "CATALOGUE.md");
        if (Environment.GetEnvironmentVariable(Update) == "1")
            File.WriteAllText(path, Page());
        File.ReadAllText(path).ReplaceLineEndings("\n").ShouldBe(Page(), $"Set {Update}=1 and run this test to write it anew.");
    }

    private static string Page()
    {
        var page = new StringBuilder();
        page.Append("# Built-in indicators\n\n");
        page.Append("Made of the catalogue; see CataloguePageTests. An indicator without a value says why: DENOMINATOR_ZERO, NOT_OBSERVED, NOT_DECLARED, TOO_FEW_PARTS, PLANNED.\n\n");
        page.Append("| indicator | definition | unit | wanted | by dimension | least sample | components |\n|---|---|---|---|---|---|---|\n");
        foreach (var indicator in IndicatorCatalogue.All)
        {
            var components = indicator.Components.Count > 8 ? "many" : string.Join(", ", indicator.Components);
            page.Append($"| {indicator.Id} | {indicator.Definition} | {indicator.Unit} | {Wanted(indicator.Direction)} | {(indicator.IsDimensional ? "yes" : string.Empty)} | {indicator.MinimumSample} | {components}{(indicator.HasTenantComponents ? " (and the tenant's own)" : string.Empty)} |\n");
        }

        return page.ToString();
    }

    private static string Wanted(Direction direction) => direction switch
    {
        Direction.Increase => "more",
        Direction.Decrease => "less",
        Direction.Maintain => "in a band",
        _ => string.Empty,
    };

    private static string Root([CallerFilePath] string file = "")
    {
        var directory = new DirectoryInfo(Path.GetDirectoryName(file)!);
        while (!File.Exists(Path.Combine(directory.FullName, "KpiPlatform.sln")))
            directory = directory.Parent!;
        return directory.FullName;
    }
}
