using KpiPlatform.Protocol.V1;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Import;

public sealed class ExampleMappingTests
{
    [Fact]
    public async Task Orders_Example_IsRead()
    {
        var lines = await MappingFixture.ReadExampleAsync("orders");

        lines.ShouldAllBe(line => line.Problem == null);
        lines.Select(line => line.Number).ShouldBe([2L, 3, 4, 5, 6]);
        var first = lines[0].Interaction!;
        first.Source.ShouldBe("shop-eu");
        first.Id.ShouldBe("order-20001");
        first.Customer.ShouldBe("C-1001");
        first.OccurTime.ToDateTimeOffset().ShouldBe(new DateTimeOffset(2026, 3, 2, 9, 15, 0, TimeSpan.FromHours(1)));
        first.Channel.ShouldBe("web");
        first.Labels["campaign"].ShouldBe("spring");
        first.Purchase.OrderId.ShouldBe("20001");
        first.Purchase.Amount.ShouldBe(new Money { CurrencyCode = "EUR", Units = 1249, Nanos = 900_000_000 });
        first.Purchase.Discount.ShouldBe(new Money { CurrencyCode = "EUR", Units = 50 });
        lines[1].Interaction!.Purchase.Discount.ShouldBeNull();
        lines[2].Interaction!.Purchase.PromotionIds.ShouldBe(["SPRING26", "FRIENDS"]);
        lines[2].Interaction!.Labels["campaign"].ShouldBe("spring; newsletter");
        lines[3].Interaction!.Refund.Amount.Units.ShouldBe(39);
        lines[4].Interaction!.Channel.ShouldBe("other");
        // Clocks in Berlin went from 02:00 to 03:00 on this day: 02:30 is read as 03:30, which is 01:30 UTC.
        lines[4].Interaction!.OccurTime.ToDateTimeOffset().ShouldBe(new DateTimeOffset(2026, 3, 29, 1, 30, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Survey_Example_IsRead()
    {
        var lines = await MappingFixture.ReadExampleAsync("survey");

        lines.ShouldAllBe(line => line.Problem == null);
        // The comment of the second answer has a line break, so the third begins on line 5.
        lines.Select(line => line.Number).ShouldBe([2L, 3, 5, 6]);
        lines[0].Interaction!.SurveyAnswered.ShouldBe(new SurveyAnswered { Survey = "relationship", Value = 9, Comment = "Quick and friendly" });
        lines[1].Interaction!.SurveyAnswered.Comment.ShouldBe("Returned it, waited two weeks\nfor the money");
        lines[2].Interaction!.SurveyAnswered.Ticket.ShouldBe("T-501");
        lines[2].Interaction!.OccurTime.ToDateTimeOffset().ShouldBe(new DateTimeOffset(2026, 3, 11, 14, 0, 0, TimeSpan.Zero));
        lines[3].Interaction!.SurveyAnswered.Comment.ShouldBe("\"Best shop\"");
        lines[3].Interaction!.Channel.ShouldBe("email");
    }

    [Fact]
    public async Task Crm_Example_IsRead()
    {
        var lines = await MappingFixture.ReadExampleAsync("crm");

        lines.ShouldAllBe(line => line.Problem == null);
        var first = lines[0].Interaction!;
        first.Id.ShouldBe("account-C-1001");
        first.CustomerRegistered.Attributes["name"].ShouldBe("Müller & Söhne");
        first.CustomerRegistered.Attributes["segment"].ShouldBe("key");
        first.CustomerRegistered.Medium.ShouldBe("fair");
        first.Labels["region"].ShouldBe("north");
        // Noon in Berlin, winter time.
        first.OccurTime.ToDateTimeOffset().ShouldBe(new DateTimeOffset(2026, 1, 15, 11, 0, 0, TimeSpan.Zero));
        lines[1].Interaction!.CustomerRegistered.Referrer.ShouldBe("C-1001");
        lines[1].Interaction!.OccurTime.ToDateTimeOffset().Date.ShouldBe(new DateTime(2026, 2, 20));
        lines[2].Interaction!.CustomerRegistered.Attributes["segment"].ShouldBe("base");
    }

    [Fact]
    public async Task Tickets_Example_IsRead()
    {
        var lines = await MappingFixture.ReadExampleAsync("tickets");

        lines.ShouldAllBe(line => line.Problem == null);
        lines.Select(line => line.Interaction!.KindCase).ShouldBe(
        [
            Interaction.KindOneofCase.TicketOpened, Interaction.KindOneofCase.TicketMessage, Interaction.KindOneofCase.TicketMessage,
            Interaction.KindOneofCase.Complaint, Interaction.KindOneofCase.TicketResolved, Interaction.KindOneofCase.TicketOpened,
            Interaction.KindOneofCase.TicketResolved,
        ]);
        var opened = lines[0].Interaction!.TicketOpened;
        opened.Priority.ShouldBe(TicketPriority.High);
        opened.DueTime.ToDateTimeOffset().ShouldBe(new DateTimeOffset(2026, 3, 7, 22, 0, 0, TimeSpan.Zero));
        lines[1].Interaction!.TicketMessage.Author.ShouldBe(MessageAuthor.Agent);
        lines[2].Interaction!.TicketMessage.Author.ShouldBe(MessageAuthor.Customer);
        lines[3].Interaction!.Complaint.Category.ShouldBe("slow refund");
        lines[5].Interaction!.TicketOpened.Priority.ShouldBe(TicketPriority.Normal);
        lines.Select(line => line.Interaction!.Id).Distinct().Count().ShouldBe(lines.Count);
    }
}
