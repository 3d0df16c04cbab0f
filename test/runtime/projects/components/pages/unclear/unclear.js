Page({ data: { title: 'a text' } })
