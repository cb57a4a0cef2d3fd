namespace KpiPlatform.Dashboard.Sessions;

/// <summary>Why the page to sign in shows, beyond that nobody is signed in. Its name is in the page's address; no text of others is.</summary>
public enum SignInProblem
{
    /// <summary>Nothing to say.</summary>
    None,

    /// <summary>The platform does not take the key.</summary>
    Refused,

    /// <summary>There was no key, and this server is not open.</summary>
    Missing,

    /// <summary>The platform could not be asked.</summary>
    Unavailable,

    /// <summary>The form was too old, or not from this page.</summary>
    Stale,

    /// <summary>The session has ended by time, or the key is not accepted any more.</summary>
    Ended,

    /// <summary>The person signed out.</summary>
    SignedOut,
}
