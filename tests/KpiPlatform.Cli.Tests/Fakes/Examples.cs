using System.Text;

namespace KpiPlatform.Cli.Tests.Fakes;

/// <summary>The files that the tool ships with.</summary>
internal static class Examples
{
    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "examples", file);

    public static string Text(string file) => File.ReadAllText(PathOf(file), Encoding.UTF8);
}
