namespace KpiPlatform.Domain.Customers;

/// <summary>The latest invitation of one contact to one survey.</summary>
/// <param name="Contact">Pseudonym of the contact; 0 is the customer itself.</param>
/// <param name="Survey">Survey.</param>
/// <param name="Day">Local day of the invitation.</param>
/// <param name="IsAnswered">The contact answered since.</param>
internal readonly record struct SurveyInvitation(ulong Contact, string Survey, int Day, bool IsAnswered);
