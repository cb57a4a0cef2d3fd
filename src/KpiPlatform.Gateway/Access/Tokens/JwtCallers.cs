using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using KpiPlatform.Gateway.Names;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Gateway.Access.Tokens;

/// <summary>
/// The callers of tokens. One that was found good is remembered until it ends or the key set changes, so that a call costs a digest and a look
/// into a dictionary; nothing is remembered of refused ones, which cost a signature check at most. Thread-safe.
/// </summary>
internal sealed partial class JwtCallers(GatewayOptions options, JwtKeys keys, TimeProvider time, ILogger<JwtCallers> logger)
{
    /// <summary>Beyond it everything is forgotten, and found out anew by the next calls.</summary>
    private const int MaxEntries = 10_000;

    private readonly ConcurrentDictionary<KeyDigest, VerifiedToken> _verified = [];
    private readonly JwtVerifier? _verifier = options.Jwt is { } jwt ? new(jwt, time) : null;
    private readonly ILogger<JwtCallers> _logger = logger;

    /// <summary>Whether this server takes tokens.</summary>
    public bool AreTaken => _verifier is not null;

    /// <summary>Whether a text is to be read as a token rather than as a key.</summary>
    public static bool IsLikeOne(ReadOnlySpan<char> text) => text.Contains('.') && !text.StartsWith(Domain.Access.ApiKey.Prefix, StringComparison.Ordinal);

    /// <summary>The credential of a text that is like a token; whether it is one is found out by <see cref="FindAsync"/>.</summary>
    /// <exception cref="RpcException">UNAUTHENTICATED: it is too long to be one.</exception>
    public static Credential Read(ReadOnlySpan<char> text)
    {
        if (text.Length > JwtText.MaxLength)
            throw AccessErrors.TokenMalformed();
        var token = text.ToString();
        return new(SHA256.HashData(Encoding.UTF8.GetBytes(token)), token);
    }

    /// <summary>The caller of a token, but for the address that it calls from.</summary>
    /// <exception cref="RpcException">UNAUTHENTICATED: it opens nothing, or no more.</exception>
    public async ValueTask<Caller> FindAsync(byte[] digest, string text)
    {
        var id = KeyDigest.Of(digest);
        var current = keys.Current;
        if (_verified.TryGetValue(id, out var known) && known.KeySet == current.Number)
        {
            if (time.Now() < known.EndsAt)
                return known.Caller;
            _verified.TryRemove(new(id, known));
            throw AccessErrors.TokenExpired();
        }

        var (token, fault, claim) = await _verifier!.VerifyAsync(text, current);
        if (token is null)
        {
            LogRefused(fault);
            throw fault switch
            {
                JwtFault.Form => AccessErrors.TokenMalformed(),
                JwtFault.Expired => AccessErrors.TokenExpired(),
                JwtFault.NotYet => AccessErrors.TokenNotYetValid(),
                JwtFault.Lifetime => AccessErrors.TokenLifetime(options.Jwt!.MaxLifetime),
                JwtFault.Claims => AccessErrors.TokenClaim(claim),
                _ => AccessErrors.TokenInvalid(),
            };
        }

        if (_verified.Count >= MaxEntries)
            _verified.Clear();
        _verified[id] = token;
        return token.Caller;
    }
}
