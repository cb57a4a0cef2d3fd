using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace KpiPlatform.Architecture.Tests;

/// <summary>One exact version of each package, in one place, so that a restore is the same everywhere.</summary>
public partial class PackageTests
{
    private static readonly XDocument Versions = XDocument.Load(Repository.PathOf("Directory.Packages.props"));

    [Fact]
    public void Versions_OfAllPackages_AreExact()
    {
        var versions = Versions.Descendants("PackageVersion").Select(element => (string)element.Attribute("Version")!).ToList();

        versions.Count.ShouldBeGreaterThan(20);
        versions.ShouldAllBe(version => Exact().IsMatch(version));
    }

    [Fact]
    public void Versions_OfAllPackages_AreNamedOnce() =>
        Versions.Descendants("PackageVersion").Select(element => (string)element.Attribute("Include")!).ShouldBeUnique();

    [Fact]
    public void Versions_InProjectFiles_AreAbsent()
    {
        var references = Repository.Projects("src").Concat(Repository.Projects("tests"))
            .SelectMany(file => XDocument.Load(file).Descendants("PackageReference").Select(element => (File: Repository.Relative(file), Element: element)))
            .ToList();

        references.Count.ShouldBeGreaterThan(10);
        references
            .Where(reference => reference.Element.Attribute("Version") is not null || reference.Element.Attribute("VersionOverride") is not null)
            .Select(reference => reference.File)
            .ShouldBeEmpty();
    }

    [GeneratedRegex(@"^\d+(\.\d+){1,3}(-[0-9A-Za-z.-]+)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Exact();
}
