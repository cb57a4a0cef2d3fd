namespace KpiPlatform.EndToEnd.Tests.Support;

/// <summary>Files of the repository that tests run in.</summary>
internal static class SourceTree
{
    /// <summary>Full path of a file or folder, from the root.</summary>
    public static string PathOf(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "KpiPlatform.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException($"No KpiPlatform.sln above {AppContext.BaseDirectory}.");
        return Path.Combine(folder.FullName, path);
    }
}
