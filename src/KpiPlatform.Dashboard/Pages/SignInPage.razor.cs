using KpiPlatform.Dashboard.Sessions;
using Microsoft.AspNetCore.Components;

namespace KpiPlatform.Dashboard.Pages;

/// <summary>Where a person gives a key. The only page without a session.</summary>
public partial class SignInPage
{
    /// <summary>Name of a <see cref="SignInProblem"/>; anything else is none.</summary>
    [SupplyParameterFromQuery(Name = "problem")]
    public string? ProblemName { get; set; }

    /// <summary>Where to go afterwards.</summary>
    [SupplyParameterFromQuery(Name = "return")]
    public string? Return { get; set; }

    private SignInProblem Problem => Enum.TryParse<SignInProblem>(ProblemName, out var problem) ? problem : SignInProblem.None;

    private string? Text => Problem switch
    {
        SignInProblem.Refused => "The server does not take this key. Check that it is complete, that it was not revoked, and that it is of this server.",
        SignInProblem.Missing => "This server needs an access key. Enter yours.",
        SignInProblem.Unavailable => "The platform did not answer, or the key may not be used here. Try again in a moment.",
        SignInProblem.Stale => "The form was open for too long, or cookies are switched off. Try once more, with cookies allowed for this site.",
        SignInProblem.Ended => "You are signed out: your session has ended, or your key is not accepted any more. Sign in again to go on where you were.",
        SignInProblem.SignedOut => "You are signed out.",
        _ => null,
    };
}
