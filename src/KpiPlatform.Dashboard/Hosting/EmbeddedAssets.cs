using System.Collections.Frozen;
using System.Security.Cryptography;

namespace KpiPlatform.Dashboard.Hosting;

/// <summary>The style sheet, the script and the icon, embedded in the assembly: nothing to build, nothing to deploy beside it.</summary>
internal static class EmbeddedAssets
{
    /// <summary>Where they are served.</summary>
    public const string Folder = "/dashboard/";

    private static readonly FrozenDictionary<string, Asset> All = new[]
    {
        Load("site.css", "text/css; charset=utf-8"),
        Load("live.js", "text/javascript; charset=utf-8"),
        Load("icon.svg", "image/svg+xml"),
    }.ToFrozenDictionary(asset => asset.Name, StringComparer.Ordinal);

    /// <summary>Address of the style sheet; another one whenever it changes, so that browsers may keep it for ever.</summary>
    public static string StyleSheet { get; } = AddressOf("site.css");

    /// <summary>Address of the script.</summary>
    public static string Script { get; } = AddressOf("live.js");

    /// <summary>Address of the icon.</summary>
    public static string Icon { get; } = AddressOf("icon.svg");

    /// <summary>An asset by name; null if there is none.</summary>
    public static Asset? Find(string name) => All.GetValueOrDefault(name);

    private static string AddressOf(string name) => $"{Folder}{name}?v={All[name].Version}";

    private static Asset Load(string name, string contentType)
    {
        using var stream = typeof(EmbeddedAssets).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new Asset(name, contentType, content, Convert.ToHexStringLower(SHA256.HashData(content))[..16]);
    }

    /// <summary>An embedded file.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="ContentType">What it is.</param>
    /// <param name="Content">Its bytes.</param>
    /// <param name="Version">Digest of its bytes.</param>
    internal sealed record Asset(string Name, string ContentType, byte[] Content, string Version);
}
