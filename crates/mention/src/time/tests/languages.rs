//! German, Russian and Ukrainian sentences, published on Sunday, 16 June 2019.

use jiff::civil::date;

use super::read_as;

#[track_caller]
fn all(lang: &str, cases: &[(&str, &str, &str)]) {
    let mut wrong = Vec::new();
    for &(text, surface, value) in cases {
        let got: Vec<_> = read_as(lang, text, Some(date(2019, 6, 16)))
            .into_iter()
            .map(|(surface, time)| (surface, time.value))
            .collect();
        if !got.iter().any(|(s, v)| s == surface && v == value) {
            wrong.push(format!("{text:?}: wanted {surface:?} = {value}, got {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn german() {
    all(
        "de",
        &[
            ("Der Damm brach am 3. Mai 2018.", "3. Mai 2018", "2018-05-03"),
            ("Der Damm brach am 03.05.2018.", "03.05.2018", "2018-05-03"),
            ("Der Damm brach am Freitag.", "Freitag", "2019-06-14"),
            ("Gestern fiel der Strom aus.", "Gestern", "2019-06-15"),
            ("Vorgestern fiel der Strom aus.", "Vorgestern", "2019-06-14"),
            ("Heute ist es ruhig.", "Heute", "2019-06-16"),
            ("In der Nacht zum Samstag gab es Alarm.", "Nacht zum Samstag", "2019-06-15TNI"),
            ("Am Montagabend kam der Regen.", "Montagabend", "2019-06-10TEV"),
            ("Die Brücke ist seit Montag gesperrt.", "Montag", "2019-06-10"),
            ("Vor drei Tagen begann die Räumung.", "Vor drei Tagen", "2019-06-13"),
            ("Vor zwei Jahren war der See voll.", "Vor zwei Jahren", "2017"),
            ("Vor einer Woche war der See voll.", "Vor einer Woche", "2019-W23"),
            ("Anfang Mai lag noch Schnee.", "Anfang Mai", "2019-05"),
            ("Ende März 2017 lag noch Schnee.", "Ende März 2017", "2017-03"),
            ("Mitte Oktober 2018 ging das Dorf vom Netz.", "Mitte Oktober 2018", "2018-10"),
            ("Im Frühjahr 2018 kamen die ersten Siedler.", "Frühjahr 2018", "2018-SP"),
            ("Im Herbst 2016 zogen sie ab.", "Herbst 2016", "2016-FA"),
            ("Letzte Woche schloss die Schule.", "Letzte Woche", "2019-W23"),
            ("Im vergangenen Monat schloss die Schule.", "vergangenen Monat", "2019-05"),
            ("Im letzten Jahr schloss die Schule.", "letzten Jahr", "2018"),
            ("Im Mai schloss die Schule.", "Mai", "2019-05"),
            ("Im Jahr 2014 schloss die Schule.", "2014", "2014"),
            ("Die Suche dauerte vier Stunden.", "vier Stunden", "PT4H"),
            ("Nach mehreren Wochen fand man das Boot.", "mehreren Wochen", "PXW"),
            ("Täglich fahren Busse.", "Täglich", "P1D"),
            ("Am Wochenende brannte ein Lager.", "Wochenende", "2019-W24-WE"),
            ("Das Tor öffnete um 17 Uhr.", "17 Uhr", "2019-06-16T17:00"),
            ("Die Burg stammt aus dem 19. Jahrhundert.", "19. Jahrhundert", "18"),
        ],
    );
}

#[test]
fn russian() {
    all(
        "ru",
        &[
            ("Плотину прорвало 3 мая 2018 года.", "3 мая 2018 года", "2018-05-03"),
            ("Плотину прорвало 03.05.2018.", "03.05.2018", "2018-05-03"),
            ("Плотину прорвало в пятницу.", "пятницу", "2019-06-14"),
            ("Вчера пропал свет.", "Вчера", "2019-06-15"),
            ("Позавчера пропал свет.", "Позавчера", "2019-06-14"),
            ("Сегодня тихо.", "Сегодня", "2019-06-16"),
            ("В ночь на субботу звучала сирена.", "ночь на субботу", "2019-06-15TNI"),
            ("Мост закрыт с понедельника.", "понедельника", "2019-06-10"),
            ("Три дня назад начался вывоз.", "Три дня назад", "2019-06-13"),
            ("Два года назад озеро было полным.", "Два года назад", "2017"),
            ("Пять лет назад озеро было полным.", "Пять лет назад", "2014"),
            ("В начале мая ещё лежал снег.", "начале мая", "2019-05"),
            ("В конце марта 2017 года лежал снег.", "конце марта 2017 года", "2017-03"),
            ("Весной 2018 года пришли поселенцы.", "Весной 2018 года", "2018-SP"),
            ("На прошлой неделе закрыли школу.", "прошлой неделе", "2019-W23"),
            ("В прошлом месяце закрыли школу.", "прошлом месяце", "2019-05"),
            ("В прошлом году закрыли школу.", "прошлом году", "2018"),
            ("В марте закрыли школу.", "марте", "2019-03"),
            ("В 2014 году закрыли школу.", "2014 году", "2014"),
            ("Поиски длились четыре часа.", "четыре часа", "PT4H"),
            ("Через несколько недель нашли лодку.", "Через несколько недель", "FUTURE_REF"),
            ("Автобусы ходят ежедневно.", "ежедневно", "P1D"),
            ("Июньское наводнение размыло дорогу.", "Июньское", "2019-06"),
            ("Двухлетняя засуха кончилась.", "Двухлетняя", "P2Y"),
            ("Крепость построили в 1920-х годах.", "1920-х годах", "192"),
            ("Ворота открыли в 7 часов вечера.", "7 часов вечера", "2019-06-16T19:00"),
        ],
    );
}

#[test]
fn ukrainian() {
    all(
        "uk",
        &[
            ("Греблю прорвало третього травня 2018 року.", "третього травня 2018 року", "2018-05-03"),
            ("Греблю прорвало у п’ятницю.", "п’ятницю", "2019-06-14"),
            ("У ніч на 4 червня звучала сирена.", "ніч на 4 червня", "2019-06-04TNI"),
            ("Січневий паводок розмив дорогу.", "Січневий", "2019-01"),
            ("Торік було інакше, минулого року школу закрили.", "минулого року", "2018"),
            ("Наприкінці 2017 року школу закрили.", "Наприкінці 2017 року", "2017"),
            ("Зведення за 6.1918 втрачено.", "6.1918", "1918-06"),
            ("Перехід тривав 27.5—4.6.1918 без упину.", "27.5", "1918-05-27"),
            ("Табір стояв 3—8.5.1918 у полі.", "3", "1918-05-03"),
            ("Двомісячна облога скінчилася.", "Двомісячна", "P2M"),
            ("35-річна вчителька поїхала.", "35-річна", "P35Y"),
            ("Три роки тому тут був ліс.", "Три роки тому", "2016"),
            ("Вежу звели на початку 20 ст. за кошти громади.", "початку 20 ст.", "19"),
            ("Ворота відчинили о 5-й годині вечора.", "5-й годині вечора", "2019-06-16T17:00"),
        ],
    );
}

#[test]
fn the_same_day_of_a_ukrainian_history() {
    let text = "Повстання почалося 3 травня 1887 року. Того ж дня впала фортеця. Наступного дня король утік. \
                Через три дні брами відчинили.";
    let got: Vec<_> =
        read_as("uk", text, None).into_iter().map(|(surface, time)| (surface, time.value)).collect();
    let values: Vec<_> = got.iter().map(|(_, value)| value.as_str()).collect();
    assert_eq!(values, ["1887-05-03", "1887-05-03", "1887-05-04", "1887-05-07"], "{got:?}");
}
