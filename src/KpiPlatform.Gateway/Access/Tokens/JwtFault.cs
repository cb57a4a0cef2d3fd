namespace KpiPlatform.Gateway.Access.Tokens;

/// <summary>Why a token is refused: for the log of the operator, who has to mend it. Callers are told less.</summary>
internal enum JwtFault
{
    /// <summary>It is taken.</summary>
    None,

    /// <summary>Not three parts of base64url with JSON objects in the first two, too long, encrypted, nested, or with a name twice.</summary>
    Form,

    /// <summary>A header that must be understood is not.</summary>
    CriticalHeader,

    /// <summary>Algorithm not among those taken.</summary>
    Algorithm,

    /// <summary>Type not among those taken.</summary>
    Type,

    /// <summary>No key id, or one that the key set does not have.</summary>
    KeyId,

    /// <summary>The algorithm is not one of the key.</summary>
    KeyAlgorithm,

    /// <summary>The signature is not the key's.</summary>
    Signature,

    /// <summary>Another issuer.</summary>
    Issuer,

    /// <summary>Another audience.</summary>
    Audience,

    /// <summary>No end, one too far ahead, or times that are none.</summary>
    Lifetime,

    /// <summary>Its end has passed.</summary>
    Expired,

    /// <summary>Its beginning has not come.</summary>
    NotYet,

    /// <summary>The claims about tenant, roles or scopes are missing or no such.</summary>
    Claims,
}
