using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace KpiPlatform.Gateway.Access.Tokens;

/// <summary>
/// A signed JSON Web Token taken apart, read once and strictly: three parts of base64url, JSON objects in the first two, no name twice, no text
/// that is no Unicode. What two readers could understand in two ways is refused here. Says nothing of the signature. Dispose after use.
/// </summary>
internal sealed class JwtText : IDisposable
{
    /// <summary>Longest token that is looked at, in characters; access tokens have some 1,000.</summary>
    public const int MaxLength = 8_192;

    private const int MaxDepth = 8;
    private const string Nested = "JWT";
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };
    private static readonly SearchValues<char> Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");
    private readonly JsonDocument _header;
    private readonly JsonDocument _payload;

    private JwtText(JsonDocument header, JsonDocument payload)
    {
        _header = header;
        _payload = payload;
    }

    /// <summary>The header.</summary>
    public JsonElement Header => _header.RootElement;

    /// <summary>The claims.</summary>
    public JsonElement Claims => _payload.RootElement;

    /// <summary>Takes a token apart; null if it is none of the form taken: encrypted or nested ones are not.</summary>
    public static JwtText? Read(string token)
    {
        // Encrypted ones have five parts.
        if (token.Length > MaxLength || token.AsSpan().ContainsAnyExcept(Characters) || token.Split('.') is not [{ Length: > 0 } first, { Length: > 0 } second, { Length: > 0 }])
            return null;
        if (Parse(first) is not { } header)
            return null;
        if (!header.RootElement.TryGetProperty("enc", out _) && !header.RootElement.TryGetProperty("zip", out _) && !IsNested(header.RootElement) && Parse(second) is { } payload)
            return new(header, payload);
        header.Dispose();
        return null;
    }

    /// <summary>A text of the header; null if there is none of that name or it is no text.</summary>
    public string? HeaderText(string name) => Header.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A text of the claims; null if there is none of that name or it is no text.</summary>
    public string? ClaimText(string name) => Claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The texts of a claim that is an array or has them separated by spaces; empty if there is none of that name, null if it is neither.</summary>
    public IReadOnlyList<string>? ClaimTexts(string name)
    {
        if (!Claims.TryGetProperty(name, out var value))
            return [];
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            JsonValueKind.Array when value.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String) => [.. value.EnumerateArray().Select(one => one.GetString()!)],
            _ => null,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _header.Dispose();
        _payload.Dispose();
    }

    private static bool IsNested(JsonElement header) =>
        header.TryGetProperty("cty", out var type) && (type.ValueKind != JsonValueKind.String || type.GetString()!.EndsWith(Nested, StringComparison.OrdinalIgnoreCase));

    private static JsonDocument? Parse(string part)
    {
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(Base64Url.DecodeFromChars(part), Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                ReadAll(document.RootElement);
                return document;
            }
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            // None, as told below.
        }

        document?.Dispose();
        return null;
    }

    /// <summary>Reads every name and text: half of a surrogate pair is JSON by its grammar, and throws only when it is read.</summary>
    private static void ReadAll(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    _ = property.Name;
                    ReadAll(property.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var one in element.EnumerateArray())
                    ReadAll(one);
                break;
            case JsonValueKind.String:
                _ = element.GetString();
                break;
        }
    }
}
