using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace KpiPlatform.Host.Runtime;

/// <summary>The name of a run of a host: what people call it, and a part that no other run has.</summary>
internal static class HostIdentity
{
    private const int TailBytes = 4;

    // Several hosts may run in one process, in tests; the options are what each has of its own.
    private static readonly ConditionalWeakTable<KpiHostOptions, string> Names = [];

    /// <summary>The name; the same whenever it is asked for with the same options.</summary>
    public static string NameOf(KpiHostOptions options) => Names.GetValue(
        options,
        static options => $"{(string.IsNullOrWhiteSpace(options.NodeName) ? Environment.MachineName : options.NodeName)}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TailBytes))}");
}
