using System.Buffers.Text;
using System.Security.Cryptography;
using KpiPlatform.Domain;
using KpiPlatform.Grains.Abstractions;

namespace KpiPlatform.Gateway.Definitions;

/// <summary>Etags of what stands in a tenant's settings: a digest of what is stored of it, so that a change of anything else leaves it.</summary>
internal static class DefinitionEtag
{
    private const int Bytes = 12;

    /// <summary>The etag of a stored definition.</summary>
    public static string Of<T>(T definition) =>
        Base64Url.EncodeToString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(GrainJson.Write(definition))).AsSpan(0, Bytes));

    /// <summary>Refuses an etag that is not that of the stored definition; an empty one passes.</summary>
    /// <exception cref="DomainException">ETAG_MISMATCH (ABORTED).</exception>
    public static void Require<T>(T definition, string etag, string field)
    {
        if (etag.Length > 0 && !string.Equals(etag, Of(definition), StringComparison.Ordinal))
            throw new DomainException(ErrorKind.Aborted, "ETAG_MISMATCH", "It was changed meanwhile. Read it again and repeat the change.", field);
    }
}
