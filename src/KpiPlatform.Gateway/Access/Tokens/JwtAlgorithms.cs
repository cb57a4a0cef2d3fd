using System.Collections.Frozen;

namespace KpiPlatform.Gateway.Access.Tokens;

/// <summary>The algorithms that signatures may have. All are asymmetric: whoever can check a token cannot make one.</summary>
internal static class JwtAlgorithms
{
    private static readonly string[] Rsa = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];

    /// <summary>Names, as in the header "alg".</summary>
    public static FrozenSet<string> All { get; } = Rsa.Concat(["ES256", "ES384", "ES512"]).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Those that an RSA key signs with.</summary>
    public static IReadOnlyCollection<string> OfRsa => Rsa;

    /// <summary>The one that a key on a curve signs with; null if it is none of those taken.</summary>
    public static string? OfCurve(string? curve) => curve switch
    {
        "P-256" => "ES256",
        "P-384" => "ES384",
        "P-521" => "ES512",
        _ => null,
    };
}
