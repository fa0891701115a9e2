namespace RiskFunctions.Core.Tests.RiskEvents;

public class EventTextTests
{
    [Theory]
    [InlineData("Password spray")]
    [InlineData("-")]
    [InlineData("...")]
    [InlineData("a--b - c- d _.")]
    [InlineData("203.0.113.7 seen 3 times")]
    public void Fit_text_of_the_alphabet_is_left_as_it_is(string text) =>
        Assert.Equal(text, Fitted.Of(text, null));

    [Theory]
    [InlineData("Suspicious sign-in: user@contoso.com (Tor)", "Suspicious sign-in - user at contoso.com Tor")]
    [InlineData("Initial access & lateral movement", "Initial access and lateral movement")]
    [InlineData("Multi-stage incident involving “Exfiltration”, on one endpoint", "Multi-stage incident involving Exfiltration on one endpoint")]
    [InlineData("User's sign-in from CONTOSO\\sam", "Users sign-in from CONTOSO-sam")]
    [InlineData("https://login.example.com/a/b", "https-login.example.com-a-b")]
    [InlineData("2001:db8::1 at 05:06:07", "2001-db8-1 at 05-06-07")]
    [InlineData("[T1110.003] Brute force | Password spraying!", "T1110.003 Brute force - Password spraying.")]
    [InlineData("Anmeldung aus Zürich für Groß & Söhne", "Anmeldung aus Zurich fur Gross and Sohne")]
    [InlineData("Connexion inhabituelle détectée à Orléans – œuvre n°3", "Connexion inhabituelle detectee a Orleans - oeuvre n 3")]
    [InlineData("Podejrzane logowanie z Łodzi", "Podejrzane logowanie z Lodzi")]
    [InlineData("Şüpheli oturum açma İstanbul", "Supheli oturum acma Istanbul")]
    [InlineData("Đăng nhập đáng ngờ từ Hà Nội", "Dang nhap dang ngo tu Ha Noi")]
    [InlineData("Подозрительный вход: Ёлка, объём", "Podozritelnyy vkhod - Elka obem")]
    [InlineData("Підозрілий вхід з Києва", "Pidozriliy vkhid z Kiieva")]
    [InlineData("Ύποπτη σύνδεση χρήστη", "Ypopti syndesi christi")]
    [InlineData("Ｆｕｌｌ－ｗｉｄｔｈ　１２３", "Full-width 123")]
    [InlineData("𝐏𝐚𝐲𝐩𝐚𝐥 𝟚𝟘𝟚𝟞", "Paypal 2026")]
    [InlineData("٣ محاولات failed", "3 mhwlt failed")]
    [InlineData("不審なサインイン login", "BuShennasainin login")]
    [InlineData("异常登录：北京", "YiChangDengLu-BeiJing")]
    [InlineData("تسجيل دخول", "tsjyl dkhwl")]
    [InlineData("🔥 fire 🔥 alarm", "fire alarm")]
    [InlineData("soft\u00ADhyphen zero\u200Bwidth\uFEFF", "softhyphen zerowidth")]
    [InlineData("e\u0301 i\u0306", "e i")]
    [InlineData("Wait… → done", "Wait... done")]
    [InlineData("  tabs\tand\r\nlines  ", "tabs and lines")]
    [InlineData("a  b", "a b")]
    [InlineData("a : - / b", "a - b")]
    [InlineData(": leading and trailing /", "leading and trailing")]
    [InlineData("½ of them, ① and ²", "1-2 of them 1 and 2")]
    [InlineData("half \uD83D pair", "half pair")]
    public void Fit_other_text_is_folded_into_the_alphabet(string text, string expected) =>
        Assert.Equal(expected, Fitted.Of(text, null));

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("", "", null)]
    [InlineData("\U0001F525", null, null)]
    [InlineData("\"\"", "''", null)]
    [InlineData("\U0001F525", "alert/1", "alert-1")]
    [InlineData("?!", "alert 1", "alert 1")]
    [InlineData("-", "alert 1", "alert 1")]
    [InlineData(null, "alert 1", "alert 1")]
    [InlineData("Spray", "alert:1", "Spray - alert-1")]
    [InlineData("Spray", "\U0001F525", "Spray")]
    [InlineData("Spray - alert-1", "alert:1", "Spray - alert-1")]
    [InlineData("alert 1", "alert 1", "alert 1")]
    public void Fit_reference_follows_or_stands_in(string? text, string? reference, string? expected) =>
        Assert.Equal(expected, Fitted.Of(text, reference));

    [Fact]
    public void Fit_decomposed_text_reads_like_composed_text()
    {
        // Pairs written out, because Normalize does nothing in invariant globalization mode.
        (string Composed, string Decomposed)[] pairs =
            [("é", "e\u0301"), ("ё", "е\u0308"), ("ї", "і\u0308"), ("ή", "η\u0301"), ("Ż", "Z\u0307"), ("ệ", "e\u0323\u0302")];

        Assert.All(pairs, pair => Assert.Equal(Fitted.Of(pair.Composed, null), Fitted.Of(pair.Decomposed, null)));
    }

    [Fact]
    public void Fit_long_text_is_cut_at_the_end_of_a_word()
    {
        var text = string.Join(' ', Enumerable.Repeat("sixsix", 100));

        var fitted = Fitted.Of(text, null);

        Assert.Equal(string.Join(' ', Enumerable.Repeat("sixsix", 73)), fitted);
    }

    [Fact]
    public void Fit_word_that_ends_at_the_limit_is_kept() =>
        Assert.Equal(new string('a', 255) + " " + new string('b', 256), Fitted.Of(new string('a', 255) + " " + new string('b', 256) + " c", null));

    [Fact]
    public void Fit_one_long_word_is_cut_inside() =>
        Assert.Equal("x " + new string('y', 510), Fitted.Of("x " + new string('y', 10_000), null));

    [Theory]
    [InlineData(502, true)]
    [InlineData(503, false)]
    public void Fit_reference_is_appended_when_there_is_room(int length, bool appended)
    {
        var text = new string('a', length);

        Assert.Equal(appended ? text + " - alert-1" : text, Fitted.Of(text, "alert-1"));
    }
}
