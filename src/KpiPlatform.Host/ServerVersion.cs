using System.Reflection;

namespace KpiPlatform.Host;

/// <summary>Which build of the server this is.</summary>
internal static class ServerVersion
{
    /// <summary>Version, and the revision it was built from where known: "0.1.0+abc123".</summary>
    public static string Text { get; } =
        typeof(ServerVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
