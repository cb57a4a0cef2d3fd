using System.Xml.Linq;

namespace KpiPlatform.Architecture.Tests;

/// <summary>The files of the repository that these tests belong to.</summary>
internal static class Repository
{
    private static readonly HashSet<string> NotOurs = new(StringComparer.Ordinal)
    {
        ".git", "bin", "obj", "artifacts", "node_modules", "TestResults", "BenchmarkDotNet.Artifacts", ".vs", ".idea", "data", "__pycache__",
    };

    /// <summary>The folder with the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Path of a file, from the root, with "/".</summary>
    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    /// <summary>Path on this machine of a file named from the root.</summary>
    public static string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>All files that are not built or downloaded, full paths, ordered.</summary>
    public static IReadOnlyList<string> Files(string folder = "") =>
        [.. Walk(PathOf(folder)).Order(StringComparer.Ordinal)];

    /// <summary>All project files under src or tests.</summary>
    public static IReadOnlyList<string> Projects(string folder) =>
        [.. Files(folder).Where(file => file.EndsWith(".csproj", StringComparison.Ordinal))];

    /// <summary>Names of the projects that a project refers to, those of the files that it imports included, whatever their condition.</summary>
    public static IReadOnlyList<string> ReferencesOf(string projectFile)
    {
        var references = new SortedSet<string>(StringComparer.Ordinal);
        Collect(projectFile, references);
        return [.. references];
    }

    private static void Collect(string file, SortedSet<string> references)
    {
        var document = XDocument.Load(file);
        foreach (var reference in document.Descendants("ProjectReference"))
            references.Add(Path.GetFileNameWithoutExtension(Include(reference, "Include").Replace('\\', '/')));
        foreach (var import in document.Descendants("Import").Where(element => element.Attribute("Sdk") is null))
        {
            var path = Include(import, "Project")
                .Replace("$(RepoRoot)", Root + "/", StringComparison.Ordinal)
                .Replace("$(MSBuildThisFileDirectory)", Path.GetDirectoryName(file) + "/", StringComparison.Ordinal)
                .Replace('\\', '/');
            Collect(Path.Combine(Path.GetDirectoryName(file)!, path), references);
        }
    }

    private static string Include(XElement element, string attribute) =>
        element.Attribute(attribute)?.Value ?? throw new InvalidDataException($"<{element.Name}> without {attribute}.");

    private static IEnumerable<string> Walk(string folder)
    {
        if (!Directory.Exists(folder))
            return [];
        return Directory.EnumerateFiles(folder)
            .Concat(Directory.EnumerateDirectories(folder)
                .Where(child => !NotOurs.Contains(Path.GetFileName(child)))
                .SelectMany(Walk));
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "KpiPlatform.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No KpiPlatform.sln above {AppContext.BaseDirectory}.");
    }
}
