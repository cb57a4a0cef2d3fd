namespace KpiPlatform.Dashboard.Sessions;

/// <summary>Whether somebody is signed in cannot be told, since what keeps sessions does not answer. It may a moment later.</summary>
/// <param name="inner">What it comes from.</param>
public sealed class SessionsUnavailableException(Exception inner) : Exception("Sessions cannot be read or written now.", inner);
