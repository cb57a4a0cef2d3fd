namespace KpiPlatform.Gateway.Errors;

/// <summary>Reasons (UPPER_SNAKE, stable) of the errors that arise in the gateway itself.</summary>
internal static class Reasons
{
    public const string Internal = "INTERNAL";
    public const string Unavailable = "UNAVAILABLE";
    public const string Overloaded = "OVERLOADED";
    public const string Cancelled = "CANCELLED";
    public const string DeadlineExceeded = "DEADLINE_EXCEEDED";
    public const string MalformedMessage = "MALFORMED_MESSAGE";
    public const string MessageTooLarge = "MESSAGE_TOO_LARGE";
    public const string AccessKeyMissing = "ACCESS_KEY_MISSING";
    public const string AccessKeyInvalid = "ACCESS_KEY_INVALID";
    public const string AccessKeyMalformed = "ACCESS_KEY_MALFORMED";
    public const string AccessKeyExpired = "ACCESS_KEY_EXPIRED";
    public const string AccessKeyRevoked = "ACCESS_KEY_REVOKED";
    public const string TokenMalformed = "TOKEN_MALFORMED";
    public const string TokenInvalid = "TOKEN_INVALID";
    public const string TokenExpired = "TOKEN_EXPIRED";
    public const string TokenNotYetValid = "TOKEN_NOT_YET_VALID";
    public const string TokenLifetime = "TOKEN_LIFETIME";
    public const string TokenClaims = "TOKEN_CLAIMS";
    public const string TenantSuspended = "TENANT_SUSPENDED";
    public const string TenantDenied = "TENANT_DENIED";
    public const string RoleMissing = "ROLE_MISSING";
    public const string ScopeMissing = "SCOPE_MISSING";
    public const string PolicyMissing = "POLICY_MISSING";
    public const string InvalidKey = "INVALID_KEY";
    public const string KeyNotFound = "KEY_NOT_FOUND";
    public const string KeyNotLive = "KEY_NOT_LIVE";
    public const string TooManyLiveKeys = "TOO_MANY_LIVE_KEYS";
    public const string Required = "REQUIRED";
    public const string OutOfRange = "OUT_OF_RANGE";
    public const string InvalidResourceName = "INVALID_RESOURCE_NAME";
    public const string InvalidToken = "INVALID_TOKEN";
    public const string InvalidPageToken = "INVALID_PAGE_TOKEN";
    public const string PageTokenMismatch = "PAGE_TOKEN_MISMATCH";
    public const string InvalidFilter = "INVALID_FILTER";
    public const string InvalidOrderBy = "INVALID_ORDER_BY";
    public const string InvalidUpdateMask = "INVALID_UPDATE_MASK";
    public const string TenantNotFound = "TENANT_NOT_FOUND";
    public const string CustomerNotFound = "CUSTOMER_NOT_FOUND";
    public const string ScorecardNotFound = "SCORECARD_NOT_FOUND";
    public const string ContentDiffers = "CONTENT_DIFFERS";
    public const string PeriodClosed = "PERIOD_CLOSED";
    public const string BeforeCoverage = "BEFORE_COVERAGE";
    public const string BatchEmpty = "BATCH_EMPTY";
    public const string BatchTooLarge = "BATCH_TOO_LARGE";
    public const string SequenceNotIncreasing = "SEQUENCE_NOT_INCREASING";
    public const string ParentChanged = "PARENT_CHANGED";
    public const string TooManyExports = "TOO_MANY_EXPORTS";
    public const string NotRead = "NOT_READ";
    public const string MessageTooSlow = "MESSAGE_TOO_SLOW";
    public const string TooManyWatchers = "TOO_MANY_WATCHERS";
}
