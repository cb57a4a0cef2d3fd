namespace KpiPlatform.Domain.Customers;

/// <summary>The latest NPS answer of one contact to one survey.</summary>
/// <param name="Contact">Pseudonym of the contact; 0 is the customer itself.</param>
/// <param name="Survey">Survey.</param>
/// <param name="Day">Local day of the answer.</param>
/// <param name="Category">1 promoter, 0 passive, −1 detractor.</param>
internal readonly record struct NpsAnswer(ulong Contact, string Survey, int Day, int Category);
