using Grpc.Core;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Access;
using KpiPlatform.Gateway.Access.Tokens;
using KpiPlatform.Gateway.Errors;

namespace KpiPlatform.Gateway.Access;

/// <summary>Refusals. What they say never depends on anything that the caller is not to know.</summary>
internal static class AccessErrors
{
    private const string HowToSend = "Send one as metadata: \"authorization: Bearer kpi_…\".";

    /// <summary>The call has no credential.</summary>
    public static RpcException Missing() =>
        RpcErrors.Create(StatusCode.Unauthenticated, Reasons.AccessKeyMissing, $"The call carries no access key. {HowToSend}");

    /// <summary>The text is no key, by its form alone.</summary>
    public static RpcException Malformed() =>
        RpcErrors.Create(StatusCode.Unauthenticated, Reasons.AccessKeyMalformed, $"The access key is mistyped or cut off: its checksum is wrong. {HowToSend}");

    /// <summary>The key is none of this server.</summary>
    public static RpcException Unknown() =>
        RpcErrors.Create(StatusCode.Unauthenticated, Reasons.AccessKeyInvalid, $"The access key is not one of this server. {HowToSend}");

    /// <summary>The key was one, and is over.</summary>
    public static RpcException Over(bool isRevoked) => isRevoked
        ? RpcErrors.Create(StatusCode.Unauthenticated, Reasons.AccessKeyRevoked, "The access key was revoked. Ask an admin of the tenant for another.")
        : RpcErrors.Create(StatusCode.Unauthenticated, Reasons.AccessKeyExpired, "The access key has expired. Ask an admin of the tenant for another.");

    /// <summary>The text is no token of the form taken.</summary>
    public static RpcException TokenMalformed() =>
        RpcErrors.Create(StatusCode.Unauthenticated, Reasons.TokenMalformed, $"The token is no signed, unencrypted JSON Web Token of at most {JwtText.MaxLength} characters.");

    /// <summary>The token is not known to be the issuer's. What of it is wrong is in the server's log at level Debug: whoever forges tokens is not helped.</summary>
    public static RpcException TokenInvalid() =>
        RpcErrors.Create(
            StatusCode.Unauthenticated,
            Reasons.TokenInvalid,
            "This server does not take the token: its issuer, audience, type, algorithm, key id or signature is not as configured. The server's log says which, at level Debug.");

    /// <summary>It was one, and is over.</summary>
    public static RpcException TokenExpired() =>
        RpcErrors.Create(StatusCode.Unauthenticated, Reasons.TokenExpired, "The token has expired. Get a new one from its issuer.");

    /// <summary>It will be one.</summary>
    public static RpcException TokenNotYetValid() =>
        RpcErrors.Create(StatusCode.Unauthenticated, Reasons.TokenNotYetValid, "The token is not valid yet. If it is new, the clocks of its issuer and of this server differ.");

    /// <summary>It has no end, or a far one.</summary>
    public static RpcException TokenLifetime(TimeSpan max) =>
        RpcErrors.Create(StatusCode.Unauthenticated, Reasons.TokenLifetime, $"The token's times are none that this server takes: \"exp\" is required and at most {max} ahead.");

    /// <summary>A claim does not say what is needed.</summary>
    /// <param name="claim">Its name, as configured.</param>
    public static RpcException TokenClaim(string claim) =>
        RpcErrors.Create(StatusCode.Unauthenticated, Reasons.TokenClaims, $"The token's claim \"{claim}\" is missing or says nothing that this server understands. Its issuer has to be told what to put there.");

    /// <summary>The tenant of the credential takes no calls at present.</summary>
    public static RpcException NotStanding(string why) =>
        RpcErrors.Create(StatusCode.Unauthenticated, Reasons.TenantSuspended, why);

    /// <summary>The roles don't include the call.</summary>
    public static RpcException RoleMissing(AccessRoles anyOf, AccessRoles has) =>
        RpcErrors.Create(
            StatusCode.PermissionDenied,
            Reasons.RoleMissing,
            $"This call takes the role {string.Join(" or ", anyOf.Names())}; the credential has {(has == AccessRoles.None ? "none" : string.Join(", ", has.Names()))}.");

    /// <summary>The scopes don't include the call.</summary>
    public static RpcException ScopeMissing() =>
        RpcErrors.Create(StatusCode.PermissionDenied, Reasons.ScopeMissing, "The credential is narrowed to other calls than this one.");

    /// <summary>Nobody has said who may make the call, so nobody may.</summary>
    public static RpcException NoPolicy() =>
        RpcErrors.Create(StatusCode.PermissionDenied, Reasons.PolicyMissing, "This server does not let anybody make this call.");

    /// <summary>Too many credentials are being looked up.</summary>
    public static RpcException Busy(TimeSpan retryDelay) =>
        RpcErrors.Create(StatusCode.ResourceExhausted, Reasons.Overloaded, "Too many credentials are being checked. Try again later.", field: null, retryDelay);

    /// <summary>The tenant is not the credential's, and no word on whether it exists.</summary>
    public static DomainException TenantDenied() =>
        new(ErrorKind.PermissionDenied, Reasons.TenantDenied, "The credential does not open the tenant that the request names.");
}
