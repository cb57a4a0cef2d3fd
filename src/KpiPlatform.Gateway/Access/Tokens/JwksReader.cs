using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace KpiPlatform.Gateway.Access.Tokens;

/// <summary>Reads a JSON Web Key Set. Of what is in it only keys that are fit to check signatures with count.</summary>
internal static class JwksReader
{
    private const int MaxBytes = 1024 * 1024;
    private const int MaxIdLength = 256;
    private const int MinRsaBits = 2048;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>The keys that the options name, from their text or their file.</summary>
    /// <exception cref="InvalidOperationException">The file cannot be read, or is no set with a usable key. The message has nothing of its content.</exception>
    public static FrozenDictionary<string, JwtKey> Load(JwtOptions options)
    {
        if (options.JwksFile is not { Length: > 0 } path)
            return Read(options.Jwks!, "Jwt:Jwks");
        try
        {
            return Read(ReadFile(path), $"Jwt:JwksFile \"{path}\"");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"Jwt:JwksFile \"{path}\" cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>The keys of a text, by their ids.</summary>
    /// <param name="text">The set.</param>
    /// <param name="source">What to call it in messages.</param>
    /// <exception cref="InvalidOperationException">It is no set with a usable key.</exception>
    public static FrozenDictionary<string, JwtKey> Read(string text, string source)
    {
        Dictionary<string, JwtKey> keys = new(StringComparer.Ordinal);
        List<string> skipped = [];
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("keys", out var all) || all.ValueKind != JsonValueKind.Array)
                throw new JsonException();
            foreach (var (i, element) in all.EnumerateArray().Index())
            {
                if (element.ValueKind != JsonValueKind.Object)
                    throw new JsonException();

                // A private key in the place of a public one is a leak that somebody should hear of.
                if (element.TryGetProperty("d", out _))
                    throw new InvalidOperationException($"{source} has a private key (number {i + 1}). Whoever made it should replace that key; only public ones belong here.");
                var (key, why) = ReadKey(element);
                if (key is null)
                    skipped.Add($"number {i + 1} {why}");
                else if (!keys.TryAdd(key.Id, key))
                    throw new InvalidOperationException($"{source} has two keys with one \"kid\" (number {i + 1}).");
            }
        }
        catch (JsonException exception)
        {
            throw new InvalidOperationException($"{source} is no JSON Web Key Set: write {{\"keys\": […]}} with the issuer's public keys.", exception);
        }

        if (keys.Count == 0)
            throw new InvalidOperationException($"{source} has no key that signatures can be checked with{(skipped.Count > 0 ? ": " + string.Join("; ", skipped) : string.Empty)}.");
        return keys.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>A file's text; a bounded one.</summary>
    public static string ReadFile(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (stream.Length > MaxBytes)
            throw new IOException($"it has more than {MaxBytes} bytes");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static (JwtKey? Key, string Why) ReadKey(JsonElement element)
    {
        if (Text(element, "kid") is not { Length: > 0 and <= MaxIdLength } id)
            return (null, "has no \"kid\"");
        if (Text(element, "use") is { } use && use != "sig")
            return (null, "is not for signatures");
        if (element.TryGetProperty("key_ops", out var operations)
            && (operations.ValueKind != JsonValueKind.Array || !operations.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.String && one.ValueEquals("verify"))))
            return (null, "is not for checking signatures");
        try
        {
            var (key, algorithms) = Text(element, "kty") switch
            {
                "RSA" => Rsa(element),
                "EC" => Curve(element),
                _ => (null, []),
            };
            if (key is null)
                return (null, $"is no RSA key of {MinRsaBits} bits or more and none on P-256, P-384 or P-521");
            if (Text(element, "alg") is { } named)
                algorithms = [.. algorithms.Where(algorithm => algorithm == named)];
            key.KeyId = id;
            return algorithms.Count == 0 ? (null, "names an algorithm that is not its own") : (new(id, key, algorithms), string.Empty);
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException or ArgumentException)
        {
            return (null, "is damaged");
        }
    }

    private static (SecurityKey? Key, IReadOnlyCollection<string> Algorithms) Rsa(JsonElement element)
    {
        var modulus = Bytes(element, "n");
        var key = new RsaSecurityKey(new RSAParameters { Modulus = modulus, Exponent = Bytes(element, "e") });
        return key.KeySize < MinRsaBits ? (null, []) : (key, JwtAlgorithms.OfRsa);
    }

    private static (SecurityKey? Key, IReadOnlyCollection<string> Algorithms) Curve(JsonElement element)
    {
        var name = Text(element, "crv");
        if (JwtAlgorithms.OfCurve(name) is not { } algorithm)
            return (null, []);
        var parameters = new ECParameters
        {
            Curve = name switch
            {
                "P-256" => ECCurve.NamedCurves.nistP256,
                "P-384" => ECCurve.NamedCurves.nistP384,
                _ => ECCurve.NamedCurves.nistP521,
            },
            Q = new ECPoint { X = Bytes(element, "x"), Y = Bytes(element, "y") },
        };

        // Importing checks that the point is on the curve. The key lives as long as calls may use it: the collector ends it.
        return (new ECDsaSecurityKey(ECDsa.Create(parameters)), [algorithm]);
    }

    private static byte[] Bytes(JsonElement element, string name) => Base64UrlEncoder.DecodeBytes(Text(element, name) ?? throw new FormatException());

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.ValueKind == JsonValueKind.String ? value.GetString() : string.Empty : null;
}
